namespace AgentMemory.Verdicts.Judgement;

/// <summary>The last points of a curve, on which "still improving" or "no longer" is decided.</summary>
public static class LateWindow
{
    /// <summary>A slope needs so many points.</summary>
    public const int PointsMin = 4;

    /// <summary>max(4, ceil(N / 3)) of N points; all of them where there are fewer than four.</summary>
    public static int Points(int points) => points < PointsMin ? points : Math.Max(PointsMin, (points + 2) / 3);

    /// <summary>
    /// By how much the score changes from the window's first point to its last, along the least-squares line over the points' ranks.
    /// </summary>
    /// <param name="scores">Of the window; four or more.</param>
    public static double Change(ReadOnlySpan<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scores.Length, PointsMin);
        double count = scores.Length;
        var middle = (count - 1) / 2;
        var sum = 0.0;
        for (var rank = 0; rank < scores.Length; rank++)
        {
            sum += (rank - middle) * scores[rank];
        }

        // The sum of (rank - middle)^2 over w ranks is w (w^2 - 1) / 12.
        return sum / (count * ((count * count) - 1) / 12) * (count - 1);
    }
}
