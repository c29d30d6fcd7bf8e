using System.Globalization;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The reason for a verdict in one plain sentence.</summary>
internal static class WhySentence
{
    public static string Of(VerdictEvidence evidence)
    {
        var window = string.Create(CultureInfo.InvariantCulture, $"its last {LateWindow.Steps(evidence.Steps)} steps");
        var gain = Wording.Interval(evidence.Gain);
        var slope = Wording.Interval(evidence.LateSlope);
        return VerdictRule.Of(evidence) switch
        {
            VerdictWord.Plateaued when VerdictRule.IsSolved(evidence) =>
                $"The task is solved: the final score of {Wording.Number(evidence.Final.Value)} is within "
                + $"{Wording.Number(evidence.Epsilon)} of the ceiling, and {window} changed it by {Change(evidence)}.",
            VerdictWord.Plateaued =>
                $"No longer changing: {window} moved its score by {Change(evidence)}, within "
                + $"{Wording.Number(evidence.Epsilon)}; {Earlier(evidence, gain)}.",
            VerdictWord.Improving =>
                $"Still rising: {slope} a step over {window}, and {gain} above its own start.",
            VerdictWord.Declining =>
                $"Falling: {slope} a step over {window}; against its own start it stands at {gain}.",
            _ => Undecided(evidence, window, gain, slope),
        };
    }

    private static string Undecided(VerdictEvidence evidence, string window, string gain, string slope)
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

        if (!evidence.Gain.HasEnds || !evidence.LateSlope.HasEnds)
        {
            return "Too many cells are missing at its first, last or late steps to tell.";
        }

        if (evidence.LateSlope.IsAboveZero)
        {
            return $"Rising at the end, {slope} a step over {window}, but not clear of its own start: {gain}.";
        }

        return evidence.Epsilon is { } epsilon
            ? $"The data do not tell: {window} moved its score by {Change(evidence)}, which is neither within "
                + $"{Wording.Number(epsilon)} nor clear of zero."
            : $"The data do not tell: {window} moved its score by {Change(evidence)}, which is not clear of zero, and "
                + "without a scale no plateau is offered.";
    }

    private static string Earlier(VerdictEvidence evidence, string gain) => evidence.Gain switch
    {
        { IsAboveZero: true } => $"overall it has risen by {gain}",
        { IsBelowZero: true } => $"overall it stands at {gain} against its own start",
        _ => $"nor is it clear of its own start: {gain}",
    };

    private static string Change(VerdictEvidence evidence) => Wording.Interval(evidence.LateChange);
}
