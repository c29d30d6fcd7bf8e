using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Combined.Sleep;

/// <summary>What a learner is set by that distils a memory into an adapter, whatever the memory.</summary>
public abstract record SleepSettings : AdapterLearnerSettings
{
    private protected SleepSettings() => Adapter = new AdapterSettings { Epochs = 8 };

    [Setting(
        "Share of the practice budget that the teacher plays inside the study, for fresh queries.",
        Least = 0,
        Most = 1)]
    public double FreshShare { get; init; } = 0.5;

    [Setting("Teacher queries (moments of episodes) that are kept, to be asked again in later studies.", Least = 0, Most = 1_000_000)]
    [Was("situations_max")]
    public int TeacherQueriesMax { get; init; } = 128;

    /// <summary>An adapter worn beside a memory should still heed it.</summary>
    [Setting("Share of the lessons in which the student is shown the teacher's memory too.", Least = 0, Most = 1)]
    public double WithMemoryShare { get; init; } = 0.1;

    [Setting(
        "true: the teacher's memory is put away for the next study, never shown at play. false: it is lost with each study, and the next "
        + "teacher is the student itself, with its adapter and new experience alone.")]
    public bool KeepsMemory { get; init; } = true;

    [Setting("Temperature at which the teacher's replies are drawn.", Least = 0, Most = 10)]
    public double Temperature { get; init; } = 1;

    [Setting("Share of the teacher queries kept for validation: how much of what the memory changed survives.", Least = 0, Most = 0.9)]
    [Was("apart_share")]
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>One study.</summary>
    internal AdapterStudySettings Study => new() { Adapter = Adapter };
}

/// <summary>What the learners "sleep" and "sleep-notes" are set by.</summary>
/// <typeparam name="TTeacher">Of the memory learner that teaches, which this path does not know.</typeparam>
public sealed record SleepSettings<TTeacher> : SleepSettings
    where TTeacher : LearnerSettings, new()
{
    [Setting("The memory that teaches, set as it is by itself."), Was("teacher_")]
    public TTeacher Teacher { get; init; } = new();
}
