namespace AgentMemory.Verdicts.Curves;

/// <summary>What a learner's scores are measured against.</summary>
/// <param name="IsKnown">True where every point states the ceiling, so that 1 is the best possible.</param>
/// <param name="IsFlat">True where some floor is as high as its ceiling: nothing can be measured between them.</param>
/// <param name="IsUpsideDown">True where some ceiling lies below its floor: less counts as better.</param>
/// <param name="FarthestScore">The score farthest from 0, for telling scores that were never normalised.</param>
public sealed record ScoreScale(bool IsKnown, bool IsFlat, bool IsUpsideDown, double FarthestScore)
{
    /// <summary>Scores beyond this, where 0 is chance and 1 the best possible, were hardly normalised.</summary>
    public const double PlausibleMax = 3;

    /// <summary>The scale of one learner's points.</summary>
    public static ScoreScale Of(ReadOnlySpan<CurvePoint> points)
    {
        var isKnown = points.Length > 0;
        var isFlat = false;
        var isUpsideDown = false;
        var farthest = 0.0;
        foreach (var point in points)
        {
            isKnown &= point.Ceiling is not null;
            isFlat |= point.Floor is not null && point.Floor == point.Ceiling;
            isUpsideDown |= point.Ceiling < point.Floor;
            farthest = Math.Abs(point.Score) > Math.Abs(farthest) ? point.Score : farthest;
        }

        return new ScoreScale(isKnown, isFlat, isUpsideDown, farthest);
    }
}
