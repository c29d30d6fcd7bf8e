using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>All that a report shows. Nothing in it is read from elsewhere, so the same contents give the same file.</summary>
public sealed record ReportContents
{
    /// <summary>What was compared, one line: a plan's name.</summary>
    public required string Title { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The page's heading in place of the question's answer, which only one run has; null for the answer.</summary>
    public string? Heading { get; init; }

    /// <summary>One sentence at the top that a reader must not miss: that the run is of an earlier schema. Empty for none.</summary>
    public string Notice { get; init; } = "";

    /// <summary>The name of the learner that never learns, drawn beside sweeps; null where there is none.</summary>
    public string? NoLearning { get; init; }

    /// <summary>Facts about the run for the line under the title: model, tasks, seeds, device.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>Practice episodes up to a block, for an axis of episodes; null where they are not known.</summary>
    public Func<int, long>? PracticeUpTo { get; init; }

    /// <summary>What must be read before the curves: of several runs, what differs between them. Null for none.</summary>
    public ReportTable? FirstTable { get; init; }

    /// <summary>Tables of a plan's sweeps, drawn too.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Episodes worth looking at, move by move.</summary>
    public IReadOnlyList<ReplayedEpisode> Episodes { get; init; } = [];

    /// <summary>What learners had written down, block by block.</summary>
    public IReadOnlyList<NotebookPage> Notebooks { get; init; } = [];

    /// <summary>What was kept of each learner to be used elsewhere, and the commands that use the best; null for nothing. It ends the page.</summary>
    public TakenAway? TakenAway { get; init; }
}

/// <summary>A name and what it is.</summary>
public sealed record ReportFact(string Name, string Text);

/// <summary>A table of texts.</summary>
/// <param name="Title">The section's heading.</param>
/// <param name="Note">A sentence above it, or empty.</param>
/// <param name="Columns">The first names the rows.</param>
/// <param name="Rows">As many cells as columns.</param>
public sealed record ReportTable(
    string Title, string Note, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Of a sweep: what is drawn above the tables, from least to most. Empty for a table alone.</summary>
    public IReadOnlyList<SweepPoint> Sweep { get; init; } = [];
}

/// <summary>One value of a sweep.</summary>
/// <param name="Value">As a reader wants to see it.</param>
/// <param name="Learner">The learner that stands at it.</param>
/// <param name="Final">Its final score.</param>
public sealed record SweepPoint(string Value, string Learner, Interval Final);

/// <summary>One episode, to be read again move by move.</summary>
public sealed record ReplayedEpisode
{
    public required string Learner { get; init; }

    public required string Task { get; init; }

    public required string Seed { get; init; }

    public required int Block { get; init; }

    /// <summary>practice or exam.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<ReplayedMove> Moves { get; init; }

    /// <summary>How it ended, one line.</summary>
    public required string Outcome { get; init; }

    /// <summary>Normalised, or null.</summary>
    public double? Score { get; init; }

    /// <summary>Why this one is shown: how it lies to the others of its exam. Empty where nothing is known of them.</summary>
    public string Choice { get; init; } = "";
}

/// <summary>One move.</summary>
/// <param name="Shown">The position or question.</param>
/// <param name="Reply">What took effect.</param>
/// <param name="Unreadable">What the player wrote instead, where that could not be read.</param>
/// <param name="Memory">What it had in memory at that move: notes, passages, earlier episodes. Null where nothing.</param>
/// <param name="Thought">What it thought before the reply. Null where nothing.</param>
public sealed record ReplayedMove(string Shown, string Reply, string? Unreadable = null, string? Memory = null, string? Thought = null);

/// <summary>A learner's notebook after a block.</summary>
public sealed record NotebookPage(string Learner, string Seed, int Block, string Text)
{
    /// <summary>What the learner reported of its study, where it keeps no notebook: one block's text does not follow from the one before.</summary>
    public bool IsLog { get; init; }
}

/// <summary>What a comparison keeps for use.</summary>
/// <param name="Kept">One row for each learner, with a sentence above.</param>
/// <param name="Commands">Commands that use the best of them, one a line, as they are typed in the folder of the page.</param>
public sealed record TakenAway(ReportTable Kept, IReadOnlyList<string> Commands);
