using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>Two learners against each other in one plain sentence.</summary>
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

    /// <summary>The sentence of one pair.</summary>
    public static string Of(PairVerdict pair)
    {
        var difference = pair.Difference;
        if (difference.Value is null)
        {
            return $"{pair.Left} and {pair.Right} have no task and seed in common that end at the same step.";
        }

        if (!difference.IsAboveZero && !difference.IsBelowZero)
        {
            return $"{pair.Left} and {pair.Right} are not told apart at the end, {Wording.Interval(difference)}.";
        }

        return difference.IsAboveZero
            ? $"{pair.Left} ends {Wording.Interval(difference)} ahead of {pair.Right}."
            : $"{pair.Right} ends {Wording.Interval(difference.Turned())} ahead of {pair.Left}.";
    }
}
