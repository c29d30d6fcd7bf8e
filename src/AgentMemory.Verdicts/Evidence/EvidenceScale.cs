using AgentMemory.Core.Tasks;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>
/// Turns scores into bits and bits into games: U, the bits at which an exact reader of the same transcripts, told less or more of them,
/// has a learner's score; and the games after which an exact reader has been told so many bits.
/// </summary>
public static class EvidenceScale
{
    /// <summary>Above this share of the way nothing is left to read off: U is a lower bound.</summary>
    public const double ScoreTop = 0.98;

    private const double Rounding = 1e-12;
    private const double RoundingOfBits = 1e-9;

    /// <summary>The bits at which the curve first reaches a score; and whether the score is at the curve's top, so that they are a lower bound.</summary>
    /// <param name="curve">Mean over worlds.</param>
    /// <param name="score">0 for a learner's own score before any game, 1 for the best.</param>
    public static (double Bits, bool IsAtLeast) BitsOf(EvidenceCurve curve, double score)
    {
        var scores = RunningMaximum(curve.Scores);
        var top = Math.Min(ScoreTop, scores[^1]);
        var isAtLeast = score >= top;
        score = Math.Min(score, top);
        if (score <= scores[0] + Rounding)
        {
            return (0, isAtLeast);
        }

        var point = Array.FindIndex(scores, reached => reached >= score - Rounding);
        var (low, high) = (scores[point - 1], scores[point]);
        var (from, to) = (curve.Bits[point - 1], curve.Bits[point]);
        return (from + ((Math.Min(score, high) - low) / (high - low) * (to - from)), isAtLeast);
    }

    /// <summary>The games after which an exact reader has so many bits; those of the whole transcript at most.</summary>
    /// <param name="bits">U.</param>
    /// <param name="available">Mean evidence over worlds after 0, 1, 2, ... games.</param>
    public static double GamesOf(double bits, IReadOnlyList<double> available)
    {
        if (bits <= 0)
        {
            return 0;
        }

        bits = Math.Min(bits, available[^1]);
        var game = 0;
        while (available[game] < bits - RoundingOfBits)
        {
            game++;
        }

        return game == 0
            ? 0
            : game - 1 + Math.Min(1, (bits - available[game - 1]) / (available[game] - available[game - 1]));
    }

    /// <summary>The mean of several curves.</summary>
    public static EvidenceCurve Mean(IReadOnlyList<EvidenceCurve> curves) => new(
        Means([.. curves.Select(curve => curve.Scores)]), Means([.. curves.Select(curve => curve.Bits)]));

    /// <summary>Mean by place of lists of one length.</summary>
    internal static double[] Means(IReadOnlyList<IReadOnlyList<double>> lists) =>
        [.. Enumerable.Range(0, lists[0].Count).Select(place => lists.Average(list => list[place]))];

    private static double[] RunningMaximum(IReadOnlyList<double> scores)
    {
        var highest = double.NegativeInfinity;
        return [.. scores.Select(score => highest = Math.Max(highest, score))];
    }
}
