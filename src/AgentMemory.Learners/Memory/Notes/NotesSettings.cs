using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>How a model edits its notebook.</summary>
public enum NoteWriting
{
    /// <summary>For models that were trained to write notes and follow no instructions.</summary>
    [Setting("the model writes the notes that it now holds; a note written again counts as right, one left out as wrong once")]
    Rewrite,

    /// <summary>For models that follow instructions.</summary>
    [Setting("the model is told how, and writes edits of numbered notes (add, change, merge, delete, right, wrong)")]
    Edit,
}

/// <summary>What the learner "notes" is set by.</summary>
public sealed record NotesSettings : LearnerSettings
{
    [Setting(
        "Size of a task's notebook, and of what is written at once (at most half of the window), in tokens. A note that was wrong more "
        + "often than right is dropped; what does not fit goes by these counts, the oldest first.",
        Least = 16,
        Most = 1_000_000,
        IsMemorySize = true)]
    public int TokensMax { get; init; } = 160;

    [Setting("Lines written at once.", Least = 1, Most = 1_000, IsMemorySize = true)]
    public int LinesMax { get; init; } = 8;

    [Setting("Characters of a line.", Least = 8, Most = 1_000)]
    public int LineCharactersMax { get; init; } = 60;

    [Setting("Temperature of writing; 0 writes the likeliest note.", Least = 0, Most = 10)]
    public double Temperature { get; init; }

    [Setting("How the notebook is edited.")]
    public NoteWriting Writing { get; init; } = NoteWriting.Rewrite;
}
