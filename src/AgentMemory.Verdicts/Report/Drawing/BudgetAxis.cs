using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>What a curve is drawn against.</summary>
/// <param name="Key">For class names: letters and digits.</param>
/// <param name="Choice">The word to choose it by.</param>
/// <param name="Label">What stands under the axis.</param>
/// <param name="At">A learner's budget at a point of its curve; null where it is not known.</param>
internal sealed record BudgetAxis(
    string Key, string Choice, string Label, Func<LearnerVerdict, CurveBand, double?> At)
{
    private const int OtherCostsMax = 4;

    /// <summary>Steps first, then every budget that some learner spent.</summary>
    /// <param name="verdict">Whose learners are drawn.</param>
    /// <param name="practiceUpTo">Practice episodes up to a block, or null.</param>
    public static IReadOnlyList<BudgetAxis> Of(Verdict verdict, Func<int, long>? practiceUpTo)
    {
        var axes = new List<BudgetAxis>
        {
            new("steps", "Blocks", "block (0 comes before any practice)", (_, band) => band.Step),
            new(
                "episodes",
                "Episodes",
                "practice episodes, per run",
                (learner, band) => Cost(CostNames.Games)(learner, band) ?? practiceUpTo?.Invoke((int)band.Step)),
            new("tokens", "Tokens", "tokens read, written and trained on, per run", Tokens),
            new("flops", "FLOPs", "estimated floating-point operations, per run", Cost(CostNames.Flops)),
            new("seconds", "Seconds", "seconds, per run", Cost(CostNames.Seconds)),
            new("bytes", "Bytes", "bytes of what is carried from block to block", Cost(CostNames.ArtifactBytes)),
        };
        var others = verdict.Learners.SelectMany(learner => learner.Costs).Select(cost => cost.Key)
            .Except(CostNames.WithoutPrefix, StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Take(OtherCostsMax);
        axes.AddRange(others.Select((name, i) => new BudgetAxis($"other{i}", name, $"{name}, per run", Cost(name))));
        return [.. axes.Where(axis => axis.Key == "steps" || verdict.Learners.Any(learner => IsSpent(learner, axis)))];
    }

    /// <summary>True where the budget is known all along the curve.</summary>
    public bool IsKnown(LearnerVerdict learner) => learner.Curve.All(band => At(learner, band) is not null);

    private static bool IsSpent(LearnerVerdict learner, BudgetAxis axis) =>
        axis.IsKnown(learner) && learner.Curve.Any(band => axis.At(learner, band) > 0);

    private static Func<LearnerVerdict, CurveBand, double?> Cost(string name) => (learner, band) =>
    {
        for (var i = 0; i < learner.Costs.Count; i++)
        {
            if (learner.Costs[i].Key == name)
            {
                return band.Costs[i];
            }
        }

        return null;
    };

    private static double? Tokens(LearnerVerdict learner, CurveBand band)
    {
        double? sum = null;
        foreach (var name in new[] { CostNames.TokensRead, CostNames.TokensWritten, CostNames.TokensTrained })
        {
            sum = Cost(name)(learner, band) is { } cost ? (sum ?? 0) + cost : sum;
        }

        return sum;
    }
}
