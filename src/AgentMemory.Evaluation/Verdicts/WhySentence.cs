using System.Globalization;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The reason for a verdict in one plain sentence.</summary>
internal static class WhySentence
{
    public static string Of(VerdictEvidence evidence)
    {
        var window = string.Create(CultureInfo.InvariantCulture, $"its last {LateWindow.Steps(evidence.Steps)} steps");
        return VerdictRule.Of(evidence) switch
        {
            VerdictWord.Plateaued when VerdictRule.IsSolved(evidence) =>
                $"The task is solved: the final score of {Wording.Interval(evidence.Final)} is within "
                + $"{Wording.Number(evidence.Epsilon)} of the ceiling, and {window} moved it by {Change(evidence)}.",
            VerdictWord.Plateaued => $"Level at the end: {window} moved its score by {Change(evidence)}, {Within(evidence)}; "
                + $"{Earlier(evidence)}.",
            VerdictWord.Improving => $"Still rising at the end: {Trend(evidence, window)}.",
            VerdictWord.Declining => $"Falling at the end: {Trend(evidence, window)}.",
            _ => Undecided(evidence, window),
        };
    }

    // A plateau says that a change would be small, not that there is none.
    private static string Within(VerdictEvidence evidence)
    {
        var epsilon = Wording.Number(evidence.Epsilon);
        return evidence.LateChange.IsAboveZero || evidence.LateChange.IsBelowZero
            ? $"which is clear of zero but within the {epsilon} that counts as none"
            : $"within the {epsilon} that counts as none";
    }

    private static string Trend(VerdictEvidence evidence, string window) => evidence.Trend is { } trend
        ? $"by ranks {Wording.Interval(trend.Ranks)}, on a scale from -1 to 1, over {window}, whose mean stands at "
            + $"{Wording.Interval(trend.Gain)} against its own start"
        : $"{Wording.Interval(evidence.LateSlope)} a step over {window}; " + (evidence.Gain.IsAboveZero
            ? $"it stands {Wording.Interval(evidence.Gain)} above its own start"
            : $"against its own start it stands at {Wording.Interval(evidence.Gain)}");

    private static string Undecided(VerdictEvidence evidence, string window)
    {
        if (evidence.Steps < VerdictRule.StepsMin)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Too few steps to tell: {evidence.Steps} of at least {VerdictRule.StepsMin}.");
        }

        if (evidence.Seeds < VerdictRule.SeedsMin)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Too few seeds to tell skill from chance: {evidence.Seeds} of at least {VerdictRule.SeedsMin}.");
        }

        if (!evidence.IsComplete)
        {
            return "Too many cells are missing at its first, last or late steps to tell.";
        }

        if (evidence.Trend?.Ranks.IsAboveZero ?? evidence.LateSlope.IsAboveZero)
        {
            return $"Rising at the end, but not clear of its own start: {Trend(evidence, window)}.";
        }

        if (evidence.Trend is not null)
        {
            return $"The data do not tell: {window} moved its score by {Change(evidence)}; {Trend(evidence, window)}.";
        }

        return evidence.Epsilon is { } epsilon
            ? $"The data do not tell: {window} moved its score by {Change(evidence)}, which is neither within "
                + $"{Wording.Number(epsilon)} nor clear of zero."
            : $"The data do not tell: {window} moved its score by {Change(evidence)}, which is not clear of zero, and "
                + "without a scale no plateau is offered.";
    }

    private static string Earlier(VerdictEvidence evidence) => evidence.Gain switch
    {
        { IsAboveZero: true } => $"it has risen by {Wording.Interval(evidence.Gain)} since its start",
        { IsBelowZero: true } => $"against its own start it stands at {Wording.Interval(evidence.Gain)}",
        { Value: 0, Low: 0, High: 0 } => "it ends where it started",
        _ => $"whether it left its own start is not clear, {Wording.Interval(evidence.Gain)}",
    };

    private static string Change(VerdictEvidence evidence) => Wording.Interval(evidence.LateChange);
}
