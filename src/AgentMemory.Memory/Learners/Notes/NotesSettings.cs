using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>How a model edits its notebook.</summary>
internal enum NoteWriting
{
    /// <summary>
    /// It writes the notes it now holds, a line each. A note said again was right; one left out was wrong once. For
    /// models that were trained to write notes and follow no instructions.
    /// </summary>
    Rewrite,

    /// <summary>It is told how, and writes edits of numbered notes. For models that follow instructions.</summary>
    Edit,
}

/// <summary>The numbers a notebook is kept by.</summary>
internal sealed record NotesSettings
{
    /// <summary>Size of a task's notebook, and of what is written at once, in tokens.</summary>
    public required int TokensMax { get; init; }

    /// <summary>Lines written at once.</summary>
    public required int LinesMax { get; init; }

    public required int LineCharactersMax { get; init; }

    /// <summary>0 writes the likeliest note.</summary>
    public required double Temperature { get; init; }

    public required NoteWriting Writing { get; init; }

    /// <summary>Reads the settings that stand under these names, each behind a prefix.</summary>
    public static NotesSettings Read(LearnerSettings settings, string prefix = "") => new()
    {
        TokensMax = settings.Whole($"{prefix}tokens_max", 16, 1_000_000),
        LinesMax = settings.Whole($"{prefix}lines_max", 1, 1_000),
        LineCharactersMax = settings.Whole($"{prefix}line_characters_max", 8, 1_000),
        Temperature = settings.Number($"{prefix}temperature", 0, 10),
        Writing = settings.Word($"{prefix}writing", "rewrite", "edit") == "edit" ? NoteWriting.Edit : NoteWriting.Rewrite,
    };
}
