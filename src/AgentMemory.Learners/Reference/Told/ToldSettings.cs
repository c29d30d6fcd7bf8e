using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Reference.Told;

/// <summary>How the truth of a task is told.</summary>
public enum TruthForm
{
    [Setting("the complete true notes; where they do not fit, those on what is asked")]
    Notes,

    [Setting(
        "every question of the task with its right reply, those of the exam too, as episodes in the brief form of the learner context: for a "
        + "model that reads episodes and no notes; a task that does not list its questions is told by notes")]
    Episodes,
}

/// <summary>What the learner "told" is set by.</summary>
public sealed record ToldSettings : LearnerSettings
{
    [Setting("How the truth of a task is told.")]
    public TruthForm Tells { get; init; } = TruthForm.Notes;
}
