using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learners "sleep" and "sleep-notes" are set by, beside their teachers' own settings.</summary>
public sealed record SleepSettings
{
    public required AdapterStudySettings Study { get; init; }

    /// <summary>Share of the practice budget that the teacher plays inside the study, for fresh situations.</summary>
    public required double FreshShare { get; init; }

    /// <summary>Situations kept to be asked about again in later studies.</summary>
    public required int SituationsMax { get; init; }

    /// <summary>
    /// Share of the lessons in which the student is shown the teacher's memory too, so that an adapter worn beside a memory
    /// still heeds it.
    /// </summary>
    public required double WithMemoryShare { get; init; }

    /// <summary>
    /// True: the teacher's memory is put away for the next study, never shown at play. False: it is lost with each sleep, and
    /// the next teacher is the sleeper itself, wearing its adapter, with new experience alone.
    /// </summary>
    public required bool KeepsMemory { get; init; }

    /// <summary>Temperature at which the teacher's replies are drawn.</summary>
    public required double Temperature { get; init; }

    /// <summary>Share of the situations kept apart to see what survived.</summary>
    public required double ApartShare { get; init; }

    /// <summary>Reads them; the teacher's stand under "teacher_".</summary>
    public static SleepSettings Read(LearnerSettings settings)
    {
        var read = new SleepSettings
        {
            Study = AdapterStudySettings.Read(settings),
            FreshShare = settings.Number("fresh_share", 0, 1),
            SituationsMax = settings.Whole("situations_max", 0, 1_000_000),
            WithMemoryShare = settings.Number("with_memory_share", 0, 1),
            KeepsMemory = settings.Flag("keeps_memory"),
            Temperature = settings.Number("temperature", 0, 10),
            ApartShare = settings.Number("apart_share", 0, 0.9),
        };
        settings.RefuseUnread();
        return read;
    }
}
