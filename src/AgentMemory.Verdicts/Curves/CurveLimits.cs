namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// How much is judged at once. Beyond these a judgement would take minutes or gigabytes; more is refused, saying so.
/// </summary>
public static class CurveLimits
{
    /// <summary>Rows of one file.</summary>
    public const int RowsMax = 2_000_000;

    /// <summary>Learners of one table: every pair of them is compared.</summary>
    public const int LearnersMax = 100;

    /// <summary>Steps of one learner.</summary>
    public const int StepsMax = 10_000;

    /// <summary>Runs (tasks x seeds) of one learner.</summary>
    public const int RunsMax = 20_000;

    /// <summary>Bytes of one JSON file, which is held in memory as a whole.</summary>
    public const long JsonBytesMax = 1L << 29;

    /// <summary>Largest score, up or down: what is computed of larger ones leaves the range of numbers.</summary>
    public const double ScoreMax = 1e100;

    /// <summary>Names that nobody knows, of those that are told.</summary>
    public const int UnknownNamesMax = 20;

    /// <summary>Characters of one CSV field.</summary>
    public const int FieldCharsMax = 1_000_000;
}
