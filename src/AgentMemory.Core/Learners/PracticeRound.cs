namespace AgentMemory.Core.Learners;

/// <summary>
/// One round of a block, as data: so many practice episodes by one player, then one study of them. A learner states its rounds beforehand
/// and calls nobody back. A round without episodes is a study of what is there.
/// </summary>
public sealed record PracticeRound
{
    /// <summary>Fresh episodes that are started; with 0 nothing is played and no player is opened.</summary>
    public required int Starts { get; init; }

    /// <summary>Attempts at each start. Every attempt is an episode of the practice budget, and those of one start come one after another.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The player of the round; the learner opens it.</summary>
    public RoundPlayer Player { get; init; }

    /// <summary>
    /// Number of the random generator that the round's study draws from, among those of its block. Rounds of one number draw from the same
    /// generator, and their studies fork it where they are to differ.
    /// </summary>
    public int Generator { get; init; }

    /// <summary>What the round takes of the block's practice budget.</summary>
    public int Episodes => Starts * Attempts;

    /// <summary>A round of one episode for every episode of the budget, each with a generator of its own.</summary>
    public static IReadOnlyList<PracticeRound> OneByOne(int episodes) =>
        [.. Enumerable.Range(1, episodes).Select(number => new PracticeRound { Starts = 1, Generator = number })];
}

/// <summary>The player of a practice round.</summary>
public enum RoundPlayer
{
    /// <summary>The learner as its exam finds it.</summary>
    Student,

    /// <summary>What teaches the learner: it knows something that the student will play without.</summary>
    Teacher,
}
