namespace AgentMemory.Verdicts.Curves;

/// <summary>What a column of somebody's curves holds.</summary>
internal enum CurveColumnKind
{
    /// <summary>Nobody knows the name.</summary>
    Ignored,

    Learner,
    Path,
    Task,
    Seed,
    Step,
    Block,
    Score,
    Raw,
    Floor,
    Ceiling,
    ScoreMet,
    UnmetRegret,
    ScoreRaw,
    ScoreCalibrated,
    HiddenBits,
    EvidenceBits,
    UsedBits,
    Exam,
    IllegalRate,
    Cost,
}

/// <summary>A column, known by its name.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Cost">Of a cost: its name without the prefix, otherwise empty.</param>
internal sealed record CurveColumn(string Name, CurveColumnKind Kind, string Cost)
{
    /// <summary>Upper and lower case are the same; a name nobody knows is passed over.</summary>
    public static CurveColumn Named(string name)
    {
        var lower = name.Trim().ToLowerInvariant();
        if (CostNames.WithoutPrefix.Contains(lower))
        {
            return new CurveColumn(lower, CurveColumnKind.Cost, lower);
        }

        if (lower.StartsWith(CostNames.Prefix, StringComparison.Ordinal) && lower.Length > CostNames.Prefix.Length)
        {
            return new CurveColumn(lower, CurveColumnKind.Cost, lower[CostNames.Prefix.Length..]);
        }

        var kind = lower switch
        {
            "learner" => CurveColumnKind.Learner,
            "path" => CurveColumnKind.Path,
            "task" => CurveColumnKind.Task,
            "seed" => CurveColumnKind.Seed,
            "step" => CurveColumnKind.Step,
            "block" => CurveColumnKind.Block,
            "score" => CurveColumnKind.Score,
            "raw" => CurveColumnKind.Raw,
            "floor" => CurveColumnKind.Floor,
            "ceiling" => CurveColumnKind.Ceiling,
            "score_met" => CurveColumnKind.ScoreMet,
            "unmet_regret" => CurveColumnKind.UnmetRegret,
            "score_raw" => CurveColumnKind.ScoreRaw,
            "score_calibrated" => CurveColumnKind.ScoreCalibrated,
            "hidden_bits" => CurveColumnKind.HiddenBits,
            "evidence_bits" => CurveColumnKind.EvidenceBits,
            "used_bits" => CurveColumnKind.UsedBits,
            "exam" => CurveColumnKind.Exam,
            "illegal_rate" => CurveColumnKind.IllegalRate,
            _ => CurveColumnKind.Ignored,
        };
        return new CurveColumn(lower, kind, "");
    }

    /// <summary>True where an empty field will not do. An empty score is a missing cell.</summary>
    public bool IsRequired => Kind is CurveColumnKind.Learner or CurveColumnKind.Task or CurveColumnKind.Seed
        or CurveColumnKind.Step or CurveColumnKind.Block;

    /// <summary>True where an empty field, or a number that is not finite, says that the exam gave no score.</summary>
    public bool MayBeMissing => Kind is CurveColumnKind.Score or CurveColumnKind.Raw;

    /// <summary>True where the field is a name and not a number.</summary>
    public bool IsText =>
        Kind is CurveColumnKind.Learner or CurveColumnKind.Path or CurveColumnKind.Task or CurveColumnKind.Seed or CurveColumnKind.Exam;
}
