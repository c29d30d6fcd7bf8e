namespace AgentMemory.Verdicts.Curves;

/// <summary>One exam: a learner's score on a task, with one seed, after some practice.</summary>
public sealed record CurvePoint
{
    public required string Learner { get; init; }

    /// <summary>memory, weights, both or reference; null where it is not known.</summary>
    public string? Path { get; init; }

    public required string Task { get; init; }

    /// <summary>Any text; runs of one seed on one task are paired between learners.</summary>
    public required string Seed { get; init; }

    /// <summary>Any number that grows with practice; only its rank counts. Our own runs give the block here.</summary>
    public required double Step { get; init; }

    /// <summary>What is judged: (raw - floor) / (ceiling - floor) in our own runs. NaN is a missing cell.</summary>
    public required double Score { get; init; }

    /// <summary>The same on what practice had shown, where a task asks that apart; null elsewhere.</summary>
    public double? ScoreMet { get; init; }

    /// <summary>
    /// Where every decision state was asked, the mean regret over those that the learner's own practice never led to, in the unit of the
    /// score; null where they are fewer than eight, and elsewhere.
    /// </summary>
    public double? UnmetRegret { get; init; }

    /// <summary>The score by the replies' log-probabilities, where exams kept both figures; null elsewhere.</summary>
    public double? ScoreRaw { get; init; }

    /// <summary>The score by calibrated log-probabilities, there too.</summary>
    public double? ScoreCalibrated { get; init; }

    /// <summary>Whether every decision state was asked, so that <see cref="UnmetRegret"/> is only null where too few were never met.</summary>
    public bool IsOfStates { get; init; }

    /// <summary>Decision states or held-out questions that an exact exam asks; null where that is not known.</summary>
    public int? ExamItems { get; init; }

    /// <summary>Of such states those to which the learner's own practice never led by then; null where that is not known.</summary>
    public int? StatesUnmet { get; init; }

    /// <summary>The outcome in the task's own unit.</summary>
    public double? Raw { get; init; }

    /// <summary>A random player's mean, in the task's own unit.</summary>
    public double? Floor { get; init; }

    /// <summary>The best player's mean, in the task's own unit.</summary>
    public double? Ceiling { get; init; }

    /// <summary>What had been spent by then, or null.</summary>
    public CurveCosts? Costs { get; init; }

    /// <summary>Bits that the task hides, where they are known.</summary>
    public double? HiddenBits { get; init; }

    /// <summary>E: bits of these that the learner's own games had told by then, where they are known.</summary>
    public double? EvidenceBits { get; init; }

    /// <summary>U: bits that the learner used by then, of all seeds of the task together and so the same for each, where they are known.</summary>
    public double? UsedBits { get; init; }

    /// <summary>exact or sampled, where it is known how the task was examined.</summary>
    public string? Exam { get; init; }

    /// <summary>Share of replies that were illegal or unreadable, from 0 to 1.</summary>
    public double? IllegalRate { get; init; }

    /// <summary>Where it was read: the line of a CSV file, the item of a JSON array; 0 when it was made here.</summary>
    public int Place { get; init; }
}
