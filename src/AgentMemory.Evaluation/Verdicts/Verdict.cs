using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The statistics' answer about all learners of a comparison.</summary>
public sealed record Verdict
{
    /// <summary>Hash of the plan, or null.</summary>
    public required string? PlanSha256 { get; init; }

    /// <summary>The model that played, or null.</summary>
    public required JudgedModel? Model { get; init; }

    /// <summary>The change that counts as none; null where no learner's scores have a scale and none was given.</summary>
    public required double? Epsilon { get; init; }

    public required double Confidence { get; init; }

    /// <summary>By name, ordinal order.</summary>
    public required IReadOnlyList<LearnerVerdict> Learners { get; init; }

    /// <summary>Every two learners once, the one whose name comes first on the left.</summary>
    public required IReadOnlyList<PairVerdict> Pairs { get; init; }

    /// <summary>Null where tasks were learnt apart.</summary>
    public required StreamVerdict? Stream { get; init; }

    /// <summary>The same for each group of tasks apart, where the plan names groups.</summary>
    public IReadOnlyList<GroupVerdict> Groups { get; init; } = [];

    /// <summary>What a reader should know before believing any of it.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }
}

/// <summary>The answer about one learner. Scores are normalised where a scale is known.</summary>
public sealed record LearnerVerdict
{
    public required string Id { get; init; }

    /// <summary>memory, weights, both, reference, or null.</summary>
    public required string? Path { get; init; }

    /// <summary>Score at step 0.</summary>
    public required Interval First { get; init; }

    /// <summary>Score at the last step.</summary>
    public required Interval Final { get; init; }

    /// <summary>Over its own start.</summary>
    public required Interval Gain { get; init; }

    /// <summary>Over the final score of retry, for retry itself zero; unknown where there is none.</summary>
    public required Interval GainOverRetry { get; init; }

    /// <summary>Over the final score of frozen; unknown where there is none.</summary>
    public required Interval GainOverFrozen { get; init; }

    /// <summary>
    /// The share of what was left to gain, over the frozen twin's final score or else the own start; unknown without a scale.
    /// </summary>
    public required Interval NormalisedGain { get; init; }

    /// <summary>Other averages of the final scores.</summary>
    public required FinalAverages FinalAverages { get; init; }

    /// <summary>
    /// The share of runs that end above a score, for scores from the learner's lowest to its highest; empty without any.
    /// </summary>
    public required IReadOnlyList<ProfilePoint> Profile { get; init; }

    /// <summary>Score per step over the late window.</summary>
    public required Interval LateSlope { get; init; }

    /// <summary>What ranks say of the end of the curve, where the plan asks for them; else null.</summary>
    public required LateTrend? Trend { get; init; }

    /// <summary>Mean score over all steps.</summary>
    public required Interval Area { get; init; }

    public required VerdictWord Word { get; init; }

    /// <summary>True for a plateau at the ceiling.</summary>
    public required bool IsSolved { get; init; }

    /// <summary>True where 0 is chance and 1 the best possible.</summary>
    public required bool HasScale { get; init; }

    /// <summary>One plain sentence.</summary>
    public required string Why { get; init; }

    /// <summary>What a run had cost at its last step, in the order of the files; null where it is not known.</summary>
    public required IReadOnlyList<KeyValuePair<string, double?>> Costs { get; init; }

    /// <summary>Share of illegal or unreadable replies over all exams; null where it was not counted.</summary>
    public required double? IllegalRate { get; init; }

    /// <summary>Where the curve would level off; null where the fits do not agree on it.</summary>
    public required Interval? Asymptote { get; init; }

    /// <summary>The learning curve with its band, for drawing; at most 256 points.</summary>
    public required IReadOnlyList<CurveBand> Curve { get; init; }

    /// <summary>The final score of every run, sorted by task and seed; NaN where it is missing.</summary>
    public required IReadOnlyList<RunFinal> Finals { get; init; }

    public required int Steps { get; init; }

    public required int Seeds { get; init; }

    public required int Tasks { get; init; }

    /// <summary>Steps of the late window.</summary>
    public required int LateSteps { get; init; }
}

/// <summary>Averages of final scores beside the interquartile mean (Agarwal et al. 2021, section 4.3).</summary>
public sealed record FinalAverages
{
    /// <summary>Over tasks, of their mean scores.</summary>
    public required Interval Mean { get; init; }

    /// <summary>Over tasks, of their mean scores.</summary>
    public required Interval Median { get; init; }

    /// <summary>By how much runs miss the ceiling on average; unknown without a scale.</summary>
    public required Interval OptimalityGap { get; init; }
}

/// <summary>One point of a performance profile.</summary>
/// <param name="Score">The threshold.</param>
/// <param name="Share">Of runs that end above it, every task weighing the same; 0 to 1.</param>
public sealed record ProfilePoint(double Score, double Share);

/// <summary>One point of a learning curve.</summary>
/// <param name="Step">By rank.</param>
/// <param name="Score">With its interval.</param>
/// <param name="Costs">Mean cumulative cost of a run, in the order of <see cref="LearnerVerdict.Costs"/>.</param>
public sealed record CurveBand(int Step, Interval Score, IReadOnlyList<double?> Costs);

/// <summary>Where one run ended.</summary>
public sealed record RunFinal(string Task, string Seed, double? Score);

/// <summary>Two learners against each other at the last steps of the tasks that both have and end at the same step.</summary>
public sealed record PairVerdict
{
    public required string Left { get; init; }

    public required string Right { get; init; }

    /// <summary>Tasks that both have and that are left out, because their last steps differ.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Final score of the left less that of the right.</summary>
    public required Interval Difference { get; init; }

    /// <summary>That a run of the left beats a run of the right.</summary>
    public required Interval ProbabilityOfImprovement { get; init; }

    /// <summary>Who is ahead at the end of the blocks both had, from which one on; null where that is undecided.</summary>
    public required Lead? LeadByBlock { get; init; }

    /// <summary>
    /// The same over what both spent, by the budget's name: tokens, flops, seconds, artifact_bytes and others' costs.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, Lead?>> LeadByBudget { get; init; }

    /// <summary>The lead over one budget; null where it is undecided or the budget is not known.</summary>
    public Lead? LeadBy(string budget) => LeadByBudget.FirstOrDefault(lead => lead.Key == budget).Value;
}

/// <summary>Somebody is ahead from here to the end of what both have been measured on.</summary>
/// <param name="Leader">Whose interval of the difference lies clear of zero all the way.</param>
/// <param name="From">The first block, or the least budget.</param>
public sealed record Lead(string Leader, double From);

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
