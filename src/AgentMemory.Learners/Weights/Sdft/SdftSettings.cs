using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>Which inputs the student is taught on: the block <c>inputs:</c>.</summary>
public sealed record SdftInputs
{
    [Setting(
        "Unlabelled inputs of each study: questions or starts that practice may show, and questions that are free for self-made ones, not "
        + "practised in this study; their answers are the teacher's alone. None is of the exam's part. 0 for none.",
        Least = 0,
        Most = 100_000)]
    public int Unlabelled { get; init; } = 64;

    [Setting("Moments of the practised episodes that are inputs too, the latest of them.", Least = 0, Most = 100_000)]
    public int MetMax { get; init; } = 128;

    [Setting("Inputs of earlier studies that are kept, to be put to the present teacher again; 0 for no replay.", Least = 0, Most = 100_000)]
    public int ReplayMax { get; init; } = 64;

    [Setting(
        "Share of the inputs that is never trained on: the divergence from the teacher there says when to stop.", Least = 0, Most = 0.9)]
    public double ValidationShare { get; init; } = 0.15;
}

/// <summary>What a learner is set by that learns from its own model's replies with the episodes in its window.</summary>
public abstract record SdftSettings : AdapterLearnerSettings
{
    private protected SdftSettings() => Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 12 };

    [Setting("Which inputs the student is taught on.")]
    public SdftInputs Inputs { get; init; } = new();

    [Setting(
        "Share of the lessons whose reply the student draws itself (on-policy); the teacher draws the others' (off-policy). The teacher's "
        + "distributions along the reply are what is taught either way.",
        Least = 0,
        Most = 1)]
    public double OnPolicyShare { get; init; } = 1;

    [Setting(
        "Phases of a study, among which its epochs are shared out: before each replies are drawn anew, and after each the inputs kept for "
        + "validation are measured.",
        Least = 1,
        Most = 1_000)]
    public int Phases { get; init; } = 4;

    [Setting(
        "A study stops after so many phases that brought the student no nearer to its teacher on the inputs kept for validation, and the "
        + "nearest adapter is kept; 0 never stops and keeps the last.",
        Least = 0,
        Most = 1_000)]
    public int Patience { get; init; } = 2;

    [Setting("Temperature of the teacher's distribution over replies: below 1 it is surer than the teacher is.", Least = 0.01, Most = 10)]
    public double Temperature { get; init; } = 1;

    [Setting(
        "Weight of the lesson that the question which asks nothing has every reply as likely, as a share of what the other lessons weigh; "
        + "used where replies are ranked by calibrated figures, which subtract what a model says there.",
        Least = 0,
        Most = 1)]
    public double NeutralShare { get; init; } = 0.1;

    [Setting("The layers that the adapter is on.")]
    public AdaptedLayers Layers { get; init; }

    public override string? Contradiction => Patience > 0 && Inputs.ValidationShare == 0
        ? "patience stops by inputs kept for validation, and inputs: {validation_share: 0} keeps none; set patience: 0, or keep some"
        : Inputs is { Unlabelled: 0, MetMax: 0 } ? "inputs: {unlabelled: 0, met_max: 0} leaves nothing to be taught on; raise one of the two"
        : null;

    /// <summary>One phase of a study. A study may stop early, so its rate stays as it is, and moments go from phase to phase.</summary>
    internal AdapterStudySettings StudyOf(int epochs) => new() { Adapter = Adapter with { Epochs = epochs }, Layers = Layers, GoesOn = true };
}

/// <summary>What the learner "sdft" is set by.</summary>
/// <typeparam name="TTeacher">Of the memory learner that teaches, which this path does not know.</typeparam>
public sealed record SdftSettings<TTeacher> : SdftSettings
    where TTeacher : LearnerSettings, new()
{
    [Setting("The memory that teaches, set as it is by itself.")]
    public TTeacher Teacher { get; init; } = new();
}
