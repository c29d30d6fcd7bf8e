using System.Globalization;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>Why a learner got its word on a task, in one or two plain sentences.</summary>
internal static class WhySentence
{
    // An event that strikes a share q of worlds stays unseen in S of them with the chance (1 - q)^S, which is 5% at about q = 3 / S.
    private const double UnseenSharePerUnit = 3;

    public static string Of(VerdictEvidence evidence, int windowPoints)
    {
        var window = string.Create(CultureInfo.InvariantCulture, $"the last {windowPoints} points");
        return VerdictRule.Of(evidence) switch
        {
            VerdictWord.Solved => string.Create(
                CultureInfo.InvariantCulture,
                $"Solved in all {evidence.Units} worlds: over {window} each is within {Wording.Number(evidence.Epsilon)} of the best possible."),
            VerdictWord.Split => string.Create(
                CultureInfo.InvariantCulture,
                $"Level at the end, but worlds differ: {evidence.Solved} of {evidence.Units} are solved and the lowest is at "
                + $"{Wording.Number(evidence.LowestLevel)}."),
            VerdictWord.Plateaued => $"Level at the end: {window} moved its score by {Wording.Interval(evidence.Change)}, {Within(evidence)}; "
                + $"{Earlier(evidence.Gain)}. {RareEvents(evidence)}",
            VerdictWord.Improving => $"Still rising at the end: by {Wording.Interval(evidence.Change)} over {window}; it is "
                + $"{Wording.Interval(evidence.Gain)} above its own start.",
            VerdictWord.Declining => $"Falling at the end: by {Wording.Interval(evidence.Change)} over {window}; {Earlier(evidence.Gain)}.",
            _ => Undecided(evidence, window),
        };
    }

    // A plateau says that a change would be small, not that there is none.
    private static string Within(VerdictEvidence evidence)
    {
        var epsilon = Wording.Number(evidence.Epsilon);
        return evidence.Change.IsAboveZero || evidence.Change.IsBelowZero
            ? $"which is clear of zero but within the {epsilon} that counts as none"
            : $"within the {epsilon} that counts as none";
    }

    private static string RareEvents(VerdictEvidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"What strikes few worlds cannot be seen: {evidence.Units} worlds rule out a late insight only up to "
        + $"{Wording.Number(evidence.Units * evidence.Epsilon / UnseenSharePerUnit)} in size.");

    private static string Undecided(VerdictEvidence evidence, string window)
    {
        if (evidence.Points < VerdictRule.PointsMin)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"Too few points to tell: {evidence.Points}, and {VerdictRule.PointsMin} are needed.");
        }

        if (evidence.Units < VerdictRule.UnitsMin)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"Too few complete worlds to tell: {evidence.Units}, and {VerdictRule.UnitsMin} are needed.");
        }

        if (evidence.IsFlat)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Level in all {evidence.Units} worlds seen, but {VerdictRule.FlatUnitsMin} are needed to call it a plateau.");
        }

        if (evidence.Change.IsAboveZero)
        {
            return $"Rising at the end, by {Wording.Interval(evidence.Change)} over {window}, but not clear of its own start: "
                + $"{Wording.Interval(evidence.Gain)}.";
        }

        var change = $"The data do not tell: {window} moved its score by {Wording.Interval(evidence.Change)}";
        return evidence.Epsilon is { } epsilon
            ? $"{change}, which is neither within {Wording.Number(epsilon)} nor clear of zero."
            : $"{change}, which is not clear of zero, and without a scale no plateau is offered.";
    }

    private static string Earlier(Interval gain) => gain switch
    {
        { IsAboveZero: true } => $"it has risen by {Wording.Interval(gain)} since its start",
        { IsBelowZero: true } => $"against its own start it is at {Wording.Interval(gain)}",
        { Value: 0, Low: 0, High: 0 } => "it ends where it started",
        _ => $"whether it left its own start is not clear, {Wording.Interval(gain)}",
    };
}
