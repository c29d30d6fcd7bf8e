namespace AgentMemory.Verdicts.Evidence;

/// <summary>What the means over some worlds say, without intervals.</summary>
/// <param name="UsedBits">U by exam.</param>
/// <param name="AreAtLeast">By exam: U is a lower bound.</param>
/// <param name="TopBits">U of a learner that has reached the top at the last exam.</param>
/// <param name="Games">The games that U is worth, by exam.</param>
/// <param name="Gain">Mean score of the last three exams less the score before any game.</param>
/// <param name="Late">Numbers of the exams that slope and distance are read from.</param>
/// <param name="Slope">Of log2 of the games' worth on log2 of the games, over the late exams; 1 along the diagonal.</param>
/// <param name="Behind">Doublings by which the learner is behind the diagonal, mean over the late exams.</param>
/// <param name="Level">log2 of the games' worth, mean over the last two exams.</param>
public sealed record EvidenceFit(
    IReadOnlyList<double> UsedBits,
    IReadOnlyList<bool> AreAtLeast,
    double TopBits,
    IReadOnlyList<double> Games,
    double Gain,
    IReadOnlyList<int> Late,
    double Slope,
    double Behind,
    double Level)
{
    private const int LateExams = 3;
    private const int LevelExams = 2;
    private const double GamesMin = 0.5;

    /// <summary>Reads slope, distance and level off.</summary>
    /// <param name="grid">Games before each exam; the first is 0.</param>
    /// <param name="scores">Mean scores by exam.</param>
    /// <param name="used">U by exam, and whether it is a lower bound.</param>
    /// <param name="topBits">U at the top.</param>
    /// <param name="isHigh">By exam: too near to the top to be read.</param>
    /// <param name="available">Mean evidence after 0, 1, 2, ... games.</param>
    /// <param name="late">The late exams, where they were fixed before; else the last three that are not too near to the top.</param>
    internal static EvidenceFit Of(
        IReadOnlyList<int> grid,
        IReadOnlyList<double> scores,
        IReadOnlyList<(double Bits, bool IsAtLeast)> used,
        double topBits,
        IReadOnlyList<bool> isHigh,
        IReadOnlyList<double> available,
        IReadOnlyList<int>? late)
    {
        double[] games = [.. used.Select(u => EvidenceScale.GamesOf(u.Bits, available))];
        double[] doublings = [.. games.Select(count => Math.Log2(Math.Max(count, GamesMin)))];
        late ??= [.. Enumerable.Range(1, grid.Count - 1).Where(exam => !isHigh[exam]).TakeLast(LateExams)];
        double[] x = [.. late.Select(exam => Math.Log2(grid[exam]))];
        double[] y = [.. late.Select(exam => doublings[exam])];
        return new EvidenceFit(
            [.. used.Select(u => u.Bits)],
            [.. used.Select(u => u.IsAtLeast)],
            topBits,
            games,
            scores.TakeLast(LateExams).Average() - scores[0],
            late,
            Slope: late.Count > 1 ? LeastSquares(x, y) : 0,
            Behind: late.Count > 0 ? x.Average() - y.Average() : 0,
            doublings.TakeLast(LevelExams).Average());
    }

    private static double LeastSquares(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
