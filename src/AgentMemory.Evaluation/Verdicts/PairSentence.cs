using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>Two learners against each other in one plain sentence: who is ahead at the end, and who at equal cost.</summary>
public static class PairSentence
{
    /// <summary>More sentences than this are a table's work.</summary>
    private const int SentencesMax = 10;

    /// <summary>One sentence for each two learners that learn; none where those are very many.</summary>
    public static IReadOnlyList<string> All(Verdict verdict)
    {
        var yardsticks = verdict.Learners.Where(learner => learner.Path == "reference").Select(learner => learner.Id)
            .ToHashSet(StringComparer.Ordinal);
        var pairs = verdict.Pairs.Where(pair => !yardsticks.Contains(pair.Left) && !yardsticks.Contains(pair.Right)).ToArray();
        return pairs.Length > SentencesMax ? [] : [.. pairs.Select(Of)];
    }

    /// <summary>The sentence of one pair. Measured seconds, which differ from run to run, are left to the report's table.</summary>
    public static string Of(PairVerdict pair)
    {
        var costs = pair.LeadByBudget.Where(lead => lead.Key != CostNames.Seconds && lead.Value is not null)
            .Select(lead => $"at equal {lead.Key.Replace('_', ' ')} {lead.Value!.Leader} from {Wording.Amount(lead.Value.From)} on");
        return string.Join("; ", costs.Prepend(AtTheEnd(pair))) + ".";
    }

    private static string AtTheEnd(PairVerdict pair)
    {
        var difference = pair.Difference;
        if (difference.Value is null)
        {
            return pair.LeftOut.Count > 0
                ? $"{pair.Left} and {pair.Right} share no task that ends at the same step"
                : $"{pair.Left} and {pair.Right} share no task on which to compare them";
        }

        if (!difference.IsAboveZero && !difference.IsBelowZero)
        {
            return $"{pair.Left} and {pair.Right} are not told apart at the end, {Wording.Interval(difference)}";
        }

        var (ahead, behind) = difference.IsAboveZero ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
        var by = difference.IsAboveZero
            ? difference
            : new Statistics.Interval(-difference.Value, -difference.High, -difference.Low);
        var from = pair.LeadByBlock is { } lead ? $", from block {Wording.Amount(lead.From)} on" : "";
        return $"{ahead} ends {Wording.Interval(by)} ahead of {behind}{from}";
    }
}
