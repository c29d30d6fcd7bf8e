using System.Globalization;
using AgentMemory.Claims.Results;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Compared;

/// <summary>What a comparison's verdict says of a claim: a row for each pair that the claim is about, then one for each learner.</summary>
public static class ComparedRows
{
    private const string Difference = "difference of final scores";

    /// <summary>Rows of one comparison.</summary>
    /// <param name="plan">The claim's.</param>
    /// <param name="verdict">The comparison's.</param>
    /// <exception cref="UserErrorException">The comparison lacks a learner that the claim names.</exception>
    public static IReadOnlyList<ClaimRow> Of(ComparedPlan plan, Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(verdict);
        return
        [
            .. plan.Pairs.Select(pair => Row(pair, DifferenceOf(pair, verdict), plan.Least)),
            .. verdict.Learners.Select(learner => new ClaimRow(
                learner.Id, Wording.Word(learner.Word), [new("first score", learner.First), new("final score", learner.Final), new("gain", learner.Gain)])
            {
                IsReference = true,
            }),
        ];
    }

    private static ClaimRow Row(ComparedPair pair, Interval difference, double least) =>
        new($"{pair.Left} - {pair.Right}", Reading(pair, difference, least), [new(Difference, difference)]) { Headline = Difference };

    private static string Reading(ComparedPair pair, Interval difference, double least) => difference switch
    {
        { IsAboveZero: true } => $"{pair.Left} ahead",
        { IsBelowZero: true } => $"{pair.Right} ahead",
        { Low: { } low, High: { } high } when low > -least && high < least =>
            string.Create(CultureInfo.InvariantCulture, $"no difference of {least}"),
        _ => "undecided",
    };

    private static Interval DifferenceOf(ComparedPair pair, Verdict verdict) =>
        verdict.Pairs.FirstOrDefault(other => other.Left == pair.Left && other.Right == pair.Right)?.Difference
        ?? verdict.Pairs.FirstOrDefault(other => other.Left == pair.Right && other.Right == pair.Left)?.Difference.Turned()
        ?? throw new UserErrorException($"the comparison has no learners {pair.Left} and {pair.Right}; name them in the claim as its plan does");
}
