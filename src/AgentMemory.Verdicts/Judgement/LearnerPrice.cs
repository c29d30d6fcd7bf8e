using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What a level of skill costs, and when the cost of learning is earned back in use.</summary>
internal static class LearnerPrice
{
    /// <summary>The mean score that is priced.</summary>
    public const double Level = 0.85;

    /// <summary>What had been spent when the mean over units first reached <see cref="Level"/>, all tasks weighing the same; null where it never did.</summary>
    public static PriceToLevel? ToLevel(LearnerJudgement learner)
    {
        var tasks = learner.Tasks.Count(task => task.Sample.Seeds.Count > 0);
        for (var step = 0; step < learner.Runs.Steps && learner.Scale.OptimumIsKnown && tasks > 0; step++)
        {
            var held = learner.UnitsAt(step).ToArray();
            if (held.Length == tasks && held.Average(task => UnitMean.Average(task.Values)) >= Level - UnitMean.Tiny)
            {
                return new PriceToLevel(Level, step, learner.CostAt(CostNames.Games, step), learner.CostAt(CostNames.Flops, step));
            }
        }

        return null;
    }

    /// <summary>
    /// Fills in the further games after which a learner's operations, those of learning and those of use, are no more than those of
    /// the learner that took the fewest to learn. Yardsticks are not compared.
    /// </summary>
    public static IReadOnlyList<LearnerVerdict> WithBreakEven(IReadOnlyList<LearnerVerdict> learners)
    {
        var priced = learners.Where(learner => learner.Path is not (null or "reference"))
            .Select(learner => (learner.Id, Learning: CostOf(learner, CostNames.Flops), Use: CostOf(learner, CostNames.FlopsPerGame)))
            .Where(learner => learner is { Learning: not null, Use: not null }).ToArray();
        if (priced.Length < 2)
        {
            return learners;
        }

        var least = priced.MinBy(learner => learner.Learning!.Value);
        return [.. learners.Select(learner =>
        {
            var own = Array.Find(priced, other => other.Id == learner.Id);
            return own.Id is null || own.Id == least.Id || own.Use >= least.Use
                ? learner
                : learner with { BreakEvenGames = (own.Learning - least.Learning) / (least.Use - own.Use) };
        })];
    }

    private static double? CostOf(LearnerVerdict learner, string name) => learner.Costs.FirstOrDefault(cost => cost.Key == name).Value;
}
