using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Lives;

/// <summary>Facts told one message at a time, with talk that says nothing, and questions about what was told.</summary>
/// <param name="Title">A line that names the log.</param>
/// <param name="Introduction">What its reader is told of it.</param>
/// <param name="Facts">Messages that tell something, in order.</param>
/// <param name="Talk">Messages that tell nothing anybody asks for.</param>
/// <param name="Passages">All messages in longer pieces, each one line, as a search finds them.</param>
/// <param name="Questions">Each answered by one message alone.</param>
public sealed record Telling(
    string Title,
    string Introduction,
    IReadOnlyList<string> Facts,
    IReadOnlyList<string> Talk,
    IReadOnlyList<string> Passages,
    IReadOnlyList<ToldQuestion> Questions);

/// <summary>A question about something told once and never changed.</summary>
/// <param name="Episode">The question as it is asked and answered; a right answer scores 1.</param>
/// <param name="Fact">Which of the messages tells it, counted from 0.</param>
/// <param name="Passage">Which of the passages holds that message.</param>
/// <param name="Floor">Chance of a right answer by guessing.</param>
public sealed record ToldQuestion(IEpisode Episode, int Fact, int Passage, double Floor);
