using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>The numbers a notebook is kept by.</summary>
public sealed record NotesSettings
{
    /// <summary>Size of a task's notebook, and of what is written at once, in tokens.</summary>
    public required int TokensMax { get; init; }

    /// <summary>Lines written at once.</summary>
    public required int LinesMax { get; init; }

    public required int LineCharactersMax { get; init; }

    /// <summary>0 writes the likeliest note.</summary>
    public required double Temperature { get; init; }

    /// <summary>What was noted before stays behind the new notes as far as it fits; otherwise the new notes replace it.</summary>
    public required bool KeepsOlder { get; init; }

    /// <summary>Reads the settings of the learner "notes".</summary>
    public static NotesSettings Read(LearnerSettings settings)
    {
        var read = new NotesSettings
        {
            TokensMax = settings.Whole("tokens_max", 16, 1_000_000),
            LinesMax = settings.Whole("lines_max", 1, 1_000),
            LineCharactersMax = settings.Whole("line_characters_max", 8, 1_000),
            Temperature = settings.Number("temperature", 0, 10),
            KeepsOlder = settings.Flag("keeps_older"),
        };
        settings.RefuseUnread();
        return read;
    }
}
