using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Tasks;

/// <summary>What a <see cref="GameTask"/> is put together from.</summary>
public sealed record GameTaskParts
{
    public required string Id { get; init; }

    public required string Family { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    /// <summary>What somebody in another seat reads; null where every seat reads the same.</summary>
    public Func<int, IReadOnlyList<Document>>? DocumentsOf { get; init; }

    public required GameTable Table { get; init; }

    public required IGameSolution Solution { get; init; }

    /// <summary>Stops what is worked out later, when it is first asked for.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>May take a while; called at most once.</summary>
    public required Func<HiddenShare> Hidden { get; init; }

    public required Func<IDemonstrator> Demonstrate { get; init; }

    /// <summary>How much of the hidden part plays tell; may take a while, called at most once. Null where nothing is hidden.</summary>
    public Func<GameEvidence>? Evidence { get; init; }

    /// <summary>Why it is not known how many bits are hidden; null where it is.</summary>
    public string? WhyNoBits { get; init; }

    /// <summary>Why it is not known how much plays tell; null where it is.</summary>
    public string? WhyNoEvidence { get; init; }

    /// <summary>Rules which starts the exam takes; the same for all twins.</summary>
    public ulong StartsSeed { get; init; }

    /// <summary>Starts of each group are split among themselves between practice and exam; null where all are one group.</summary>
    public Func<IPosition, object>? StartGroup { get; init; }

    /// <summary>
    /// True where nothing but its start and the learner's replies decides how a play goes: then a start is a question, and the
    /// exam asks those that it takes from beginning to end.
    /// </summary>
    public bool AreStartsQuestions { get; init; }

    /// <summary>Why its plays are no questions, where they are none.</summary>
    public string WhyNoQuestions { get; init; } = "a play is no question: its exam is by decision states";

    /// <summary>A classic has all its starts in practice and exam.</summary>
    public bool IsClassic { get; init; }

    public IReadOnlyList<string> TrueNotes { get; init; } = [];

    /// <summary>Works out how best replies follow from the notes, when it is first asked for; null where the family gives no reasons.</summary>
    public Func<GameTask, Known<IReadOnlyList<NoteReason>>>? Reasons { get; init; }

    public int SeedsSkipped { get; init; }

    public IReadOnlyList<string> Cautions { get; init; } = [];
}
