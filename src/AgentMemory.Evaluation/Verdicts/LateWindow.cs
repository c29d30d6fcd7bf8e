namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The last steps, on which "still improving" or "no longer" is decided.</summary>
public static class LateWindow
{
    private const int StepsMin = 4;

    /// <summary>max(4, ceil(n / 3)) of n steps, and never more than there are.</summary>
    public static int Steps(int steps) => Math.Min(steps, Math.Max(StepsMin, (steps + 2) / 3));

    /// <summary>
    /// Points that a run needs within the window for a slope of its own: four, or all of them in a shorter window.
    /// </summary>
    public static int PointsMin(int steps) => Math.Max(2, Math.Min(StepsMin, Steps(steps)));
}
