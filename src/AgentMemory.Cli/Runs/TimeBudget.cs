using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Runs;

/// <summary>Fits a plan into a time: as many seeds and blocks as show most of what the plan asks.</summary>
internal static class TimeBudget
{
    /// <summary>The plan as it is where it fits; else with fewer seeds or blocks, and what stays open then, a line each.</summary>
    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">As it was asked for.</param>
    /// <param name="time">What it may take.</param>
    /// <param name="threads">As typed.</param>
    /// <exception cref="UserErrorException">Not even the smallest part fits.</exception>
    public static (Plan Plan, IReadOnlyList<string> Remarks) Fit(
        Home home, Plan plan, TimeSpan time, int? threads, CancellationToken cancellation)
    {
        var estimate = RunEstimate.Make(home, plan, threads, must: true, Console.Error.WriteLine, cancellation);
        if (estimate.Seconds <= time.TotalSeconds)
        {
            return (plan, [$"The whole plan takes about {EstimateText.Span(estimate.Seconds.Value)} and fits."]);
        }

        var fitting = Parts(plan).Where(part => estimate.SecondsOf(part) <= time.TotalSeconds).ToList();
        if (fitting.Count == 0)
        {
            var least = Parts(plan).Min(part => estimate.SecondsOf(part)!.Value);
            var dearest = estimate.Learners!.MaxBy(learner => learner.Seconds);
            throw new UserErrorException(
                $"--time {EstimateText.Span(time.TotalSeconds)}: the smallest part of plan {plan.Name} that a word can follow from takes about "
                + $"{EstimateText.Span(least)}; give more time, leave learners out (the dearest is {dearest.Learner}), or take a smaller model");
        }

        var (whole, best) = (PowerOf(plan), fitting.MaxBy(part => (PowerOf(part).Gain + PowerOf(part).Plateau, part.Seeds * part.Blocks))!);
        var power = PowerOf(best);
        return (
            best,
            [
                $"In {EstimateText.Span(time.TotalSeconds)} fit {best.Seeds} of {plan.Seeds} seeds and {best.Blocks} of {plan.Blocks} blocks "
                    + $"(about {EstimateText.Span(estimate.SecondsOf(best)!.Value)}).",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"What stays open: a rise of 0.3 is called improving in {100 * power.Gain:0}% (the whole plan: {100 * whole.Gain:0}%), a level ")
                    + string.Create(
                        CultureInfo.InvariantCulture, $"learner plateaued in {100 * power.Plateau:0}% ({100 * whole.Plateau:0}%)")
                    + (best.Blocks < plan.Blocks ? $", and what happens behind {best.PracticeUpTo(best.Blocks)} episodes." : "."),
            ]);
    }

    // Exams taken for exact: the order of parts does not hang on it.
    private static PlanPower PowerOf(Plan plan) => PlanPower.Of(plan.Seeds * plan.Streams.Count, plan.Blocks + 1, plan.Epsilon, plan.Exam);

    // Fewer points or units than a word can follow from show nothing. A stream of several tasks keeps as many blocks for each.
    private static IEnumerable<Plan> Parts(Plan plan)
    {
        var tasks = plan.Streams.Max(stream => stream.Count);
        var (seedsMin, pointsMin) = (Math.Min(plan.Seeds, VerdictRule.UnitsMin), Math.Min(plan.Blocks + 1, VerdictRule.PointsMin));
        return Enumerable.Range(seedsMin, plan.Seeds + 1 - seedsMin)
            .SelectMany(seeds => Enumerable.Range(1, plan.Blocks).Select(blocks => (Seeds: seeds, Blocks: blocks)))
            .Where(part => part.Blocks % tasks == 0 && part.Blocks + 1 >= pointsMin)
            .Select(part => plan with
            {
                Seeds = part.Seeds,
                Blocks = part.Blocks,
                Practice = plan.Practice.Count == 1 ? plan.Practice : [.. plan.Practice.Take(part.Blocks)],
            });
    }
}
