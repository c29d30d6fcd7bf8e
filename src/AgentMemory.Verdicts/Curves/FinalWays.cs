using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Curves;

/// <summary>A score by the replies' log-probabilities, and by these less what a reply is likely by itself.</summary>
public sealed record FinalWays(double Raw, double Calibrated);

/// <summary>Which of both scores is judged.</summary>
public enum JudgedWay
{
    /// <summary>By log-probabilities.</summary>
    Raw,

    /// <summary>By calibrated ones.</summary>
    Calibrated,

    /// <summary>They never differed.</summary>
    Either,
}

/// <summary>Reads from points by which of both ways they were scored.</summary>
internal static class JudgedWays
{
    /// <summary>Null where no point has both, or the score is neither.</summary>
    public static JudgedWay? Of(ReadOnlySpan<CurvePoint> points)
    {
        var (raw, calibrated, isAny) = (true, true, false);
        foreach (var point in points)
        {
            if (point is { ScoreRaw: { } one, ScoreCalibrated: { } other } && !double.IsNaN(point.Score))
            {
                isAny = true;
                raw &= Math.Abs(point.Score - one) < UnitMean.Tiny;
                calibrated &= Math.Abs(point.Score - other) < UnitMean.Tiny;
            }
        }

        return (isAny, raw, calibrated) switch
        {
            (true, true, true) => JudgedWay.Either,
            (true, true, false) => JudgedWay.Raw,
            (true, false, true) => JudgedWay.Calibrated,
            _ => null,
        };
    }
}
