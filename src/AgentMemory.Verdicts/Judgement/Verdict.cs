using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The statistics' answer about all learners of a comparison.</summary>
public sealed record Verdict
{
    /// <summary>Hash of the plan, or null.</summary>
    public required string? PlanSha256 { get; init; }

    /// <summary>The model that played, or null.</summary>
    public required JudgedModel? Model { get; init; }

    /// <summary>The change that counts as none; null where no learner's scores have a scale and none was given.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>Each learner on each of its tasks: by learner, then task, ordinal order.</summary>
    public required IReadOnlyList<TaskVerdict> Tasks { get; init; }

    /// <summary>By name, ordinal order.</summary>
    public required IReadOnlyList<LearnerVerdict> Learners { get; init; }

    /// <summary>Every two learners once, the one whose name comes first on the left.</summary>
    public required IReadOnlyList<PairVerdict> Pairs { get; init; }

    /// <summary>Null where tasks were learnt apart.</summary>
    public required StreamVerdict? Stream { get; init; }

    /// <summary>What the plan could show, worked out before the run; null where there is no plan.</summary>
    public required PlanPower? Power { get; init; }

    /// <summary>
    /// How much of what their games told learners use, task by task in the plan's order; empty where no task is of such a family.
    /// </summary>
    public IReadOnlyList<EvidenceVerdict> Evidence { get; init; } = [];

    /// <summary>Words and scores again for each group of tasks apart, where the plan names groups.</summary>
    public IReadOnlyList<GroupVerdict> Groups { get; init; } = [];

    /// <summary>What a reader should know before believing any of it.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>The verdicts of one learner, task by task.</summary>
    public IEnumerable<TaskVerdict> TasksOf(string learner) => Tasks.Where(task => task.Learner == learner);
}

/// <summary>The answer about one learner on one task. Scores are normalised where a scale is known.</summary>
public sealed record TaskVerdict
{
    public required string Task { get; init; }

    public required string Learner { get; init; }

    /// <summary>memory, weights, both, reference, or null.</summary>
    public required string? Path { get; init; }

    public required VerdictWord Word { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Score at the first point of the grid.</summary>
    public required Interval First { get; init; }

    /// <summary>Score at the last point.</summary>
    public required Interval Final { get; init; }

    /// <summary>final - first.</summary>
    public required Interval Gain { get; init; }

    /// <summary>Over the late window, along the least-squares line; its interval at 90%, so that each end holds with 95%.</summary>
    public required Interval Change { get; init; }

    /// <summary>The last score on what practice had shown; null where it is not asked apart.</summary>
    public required Interval? FinalMet { get; init; }

    /// <summary>
    /// Of board games, the mean regret of the last exam over decision states that the learner's own practice never led to, of the worlds in
    /// which there are eight or more; null where no world has so many, and where exams do not ask every state.
    /// </summary>
    public required Interval? FinalUnmetRegret { get; init; }

    /// <summary>The last score by the replies' log-probabilities; null where exams did not keep both figures.</summary>
    public Interval? FinalRaw { get; init; }

    /// <summary>The last score by calibrated log-probabilities; null there too.</summary>
    public Interval? FinalCalibrated { get; init; }

    /// <summary>Which of these two is judged; null there too.</summary>
    public JudgedWay? JudgedWay { get; init; }

    /// <summary>Decision states or held-out questions that its exact exam asks, the mean over worlds; null where that is not known.</summary>
    public required double? ExamItems { get; init; }

    /// <summary>Of such states those to which the learner's own practice had never led at the last exam, the mean over worlds; null likewise.</summary>
    public required double? FinalStatesUnmet { get; init; }

    /// <summary>Whether its exams ask every decision state.</summary>
    public required bool IsOfStates { get; init; }

    /// <summary>Units solved; 0 where the optimum is not known, null where scores have no scale at all.</summary>
    public required int? SolvedIn { get; init; }

    /// <summary>Units that count.</summary>
    public required int Of { get; init; }

    /// <summary>The share of worlds that are solved, with its exact interval; null where it is not known or no unit counts.</summary>
    public required Interval? SolvedShare { get; init; }

    /// <summary>True where 1 is the best possible.</summary>
    public required bool OptimumIsKnown { get; init; }

    /// <summary>Bits that the task hides; null where they are not known.</summary>
    public required double? HiddenBits { get; init; }

    /// <summary>exact or sampled; null where it is not known.</summary>
    public required string? Exam { get; init; }

    /// <summary>Facts that do not change the word.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Points of the grid.</summary>
    public required int Points { get; init; }

    /// <summary>Points of the late window.</summary>
    public required int WindowPoints { get; init; }

    /// <summary>The mean curve over the units that count, for drawing; NaN where none holds a point.</summary>
    public required IReadOnlyList<double> Means { get; init; }
}

/// <summary>The answer about one learner over its tasks.</summary>
public sealed record LearnerVerdict
{
    public required string Id { get; init; }

    /// <summary>memory, weights, both, reference, or null.</summary>
    public required string? Path { get; init; }

    /// <summary>The word where all its tasks have the same one; else null, which files call mixed.</summary>
    public required VerdictWord? Word { get; init; }

    public required LearnerHeadline Headline { get; init; }

    /// <summary>The mean over tasks, at the first point of each.</summary>
    public required Interval First { get; init; }

    /// <summary>The mean over tasks, at the last point of each.</summary>
    public required Interval Final { get; init; }

    /// <summary>The mean over tasks of final - first.</summary>
    public required Interval Gain { get; init; }

    /// <summary>The mean over tasks of the change over the late window; its interval at 90%.</summary>
    public required Interval Change { get; init; }

    /// <summary>True where 1 is the best possible.</summary>
    public required bool OptimumIsKnown { get; init; }

    /// <summary>The change that counts as none for this learner; null where its scores have no scale.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>What a run had cost at its last step, in the order of the files; null where it is not known.</summary>
    public required IReadOnlyList<KeyValuePair<string, double?>> Costs { get; init; }

    /// <summary>Operations that the model's pretraining took; null where they are not known, which is never the same as none.</summary>
    public required double? PretrainingFlops { get; init; }

    /// <summary>What the level <see cref="LearnerPrice.Level"/> cost; null where it was not reached or the optimum is not known.</summary>
    public required PriceToLevel? PriceToLevel { get; init; }

    /// <summary>
    /// Further games of use after which all operations together are no more than those of the learner that took the fewest to learn;
    /// null where that cannot be told, or never comes.
    /// </summary>
    public required double? BreakEvenGames { get; init; }

    /// <summary>Share of illegal or unreadable replies over all exams; null where it was not counted.</summary>
    public required double? IllegalRate { get; init; }

    /// <summary>The learning curve with its band, for drawing; at most 256 points.</summary>
    public required IReadOnlyList<CurveBand> Curve { get; init; }

    /// <summary>The final score of every unit that counts, by task and seed.</summary>
    public required IReadOnlyList<RunFinal> Finals { get; init; }

    public required int Steps { get; init; }

    public required int Seeds { get; init; }
}

/// <summary>On how many of its tasks a learner is improving, with a chance of 5% of any false one among them (Holm 1979).</summary>
/// <param name="ImprovingIn">Tasks whose word is improving and that Holm's test keeps.</param>
/// <param name="Of">All of its tasks, those without a unit too.</param>
/// <param name="Words">How many tasks have which word; words that none has are left out.</param>
public sealed record LearnerHeadline(int ImprovingIn, int Of, IReadOnlyDictionary<VerdictWord, int> Words);

/// <summary>What a learner had spent when its mean score first reached a level.</summary>
/// <param name="Level">The level.</param>
/// <param name="Step">By rank.</param>
/// <param name="Games">Practice games; null where they are not counted.</param>
/// <param name="Flops">Floating-point operations; null where they are not counted.</param>
public sealed record PriceToLevel(double Level, int Step, double? Games, double? Flops);

/// <summary>One point of a learning curve.</summary>
/// <param name="Step">By rank.</param>
/// <param name="Score">With its interval.</param>
/// <param name="Costs">Mean cumulative cost of a run, in the order of <see cref="LearnerVerdict.Costs"/>.</param>
public sealed record CurveBand(int Step, Interval Score, IReadOnlyList<double?> Costs);

/// <summary>Where one run ended.</summary>
public sealed record RunFinal(string Task, string Seed, double Score);

/// <summary>Two learners against each other at the last steps of the tasks that both have and end at the same step.</summary>
/// <param name="Left">The one whose name comes first.</param>
/// <param name="Right">The other.</param>
/// <param name="Difference">Final score of the left less that of the right, paired by unit.</param>
/// <param name="Tasks">How many tasks it is the mean over.</param>
/// <param name="LeftOut">Tasks that only one has, that end at different steps, or that no unit is complete in for both.</param>
public sealed record PairVerdict(string Left, string Right, Interval Difference, int Tasks, IReadOnlyList<string> LeftOut);

/// <summary>What streams taught, kept and cost. Each by learner, in the order of the learners.</summary>
public sealed record StreamVerdict
{
    public required IReadOnlyList<KeyValuePair<string, Interval>> Accuracy { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Interval>> BackwardTransfer { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Interval>> ForwardTransfer { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Interval>> Forgetting { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Interval>> PlasticityGain { get; init; }

    public required IReadOnlyList<KeyValuePair<string, Interval>> StabilityGain { get; init; }

    /// <summary>Over the memoryless twin, on tasks not yet practised.</summary>
    public required IReadOnlyList<KeyValuePair<string, Interval>> GeneralisationGain { get; init; }

    /// <summary>
    /// For each learner the mean over trials of the score on the task at a place in the stream (column) after the task at
    /// a place (row); row 0 is before any learning. Shape: [T + 1, T]; NaN where no trial tells.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, double[,]>> Matrices { get; init; }

    /// <summary>The tasks' names in the order learnt, where all trials share one order; otherwise their places.</summary>
    public required IReadOnlyList<string> Places { get; init; }
}
