using System.Globalization;
using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>What a reader should know before believing a verdict. One sentence each, learners in the order of their names.</summary>
internal static class Cautions
{
    private const int SeedsEnough = 5;
    private const double UnequalBudgetMin = 2;
    private const double IllegalRateMax = 0.05;
    private const double StickyShareMax = 0.5;
    private const int PairsUnremarkable = 20;

    public static IReadOnlyList<string> Of(
        CurveTable table, IReadOnlyList<LearnerVerdict> verdicts, JudgementSettings settings)
    {
        var cautions = new List<string>();
        cautions.AddRange(OfSize(table, verdicts));
        cautions.AddRange(StepCautions.Of(table));
        cautions.AddRange(OfScale(table, settings));
        cautions.AddRange(OfLevel(table, verdicts, settings));
        cautions.AddRange(OfCompany(table, verdicts));
        cautions.AddRange(OfPlay(table, verdicts));
        cautions.AddRange(OfRule(table, verdicts, settings));
        if (settings.Stream?.Any(order => order.Legs.Count > 1) == true)
        {
            cautions.Add("A stream is judged on all its tasks at every step, those not yet practised too: a late rise may be that of "
                + "the last task alone. The task-by-task matrix tells them apart.");
        }

        cautions.AddRange(settings.Cautions);
        return [.. cautions.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OfSize(CurveTable table, IReadOnlyList<LearnerVerdict> verdicts)
    {
        foreach (var group in ByFact(verdicts.Where(v => v.Seeds < SeedsEnough), v => v.Seeds))
        {
            yield return group.Fact < VerdictRule.SeedsMin
                ? $"{group.Names}: one seed only, so that skill cannot be told from chance and nothing is decided."
                : $"{group.Names}: {Count(group.Fact)} seeds only; intervals are wide and small changes stay undecided.";
        }

        foreach (var group in ByFact(verdicts.Where(v => v.Steps < VerdictRule.StepsMin), v => v.Steps))
        {
            yield return $"{group.Names}: {Count(group.Fact)} {(group.Fact == 1 ? "step" : "steps")} only; fewer than "
                + $"{Count(VerdictRule.StepsMin)} decide nothing.";
        }

        var tasks = table.Learners.SelectMany(runs => runs.Tasks).Distinct(StringComparer.Ordinal).ToArray();
        if (tasks.Length == 1)
        {
            yield return $"One task only ({tasks[0]}): the verdicts say nothing about other tasks.";
        }

        var incomplete = table.Learners.Where(runs => runs.MissingCells > 0).Select(runs => (
            runs.Id,
            runs.MissingCells,
            All: runs.MissingCells + table.Points.Count(point => point.Learner == runs.Id) - runs.UnusedSteps.Count));
        foreach (var group in incomplete.GroupBy(runs => (runs.MissingCells, runs.All)))
        {
            yield return $"{Wording.List([.. group.Select(runs => runs.Id)])}: {Count(group.Key.MissingCells)} of "
                + $"{Count(group.Key.All)} cells are missing; a run counts only in the numbers for which it has the cells.";
        }
    }

    private static IEnumerable<string> OfScale(CurveTable table, JudgementSettings settings)
    {
        var unscaled = table.Learners.Where(runs => !runs.Scale.IsKnown).Select(runs => runs.Id).ToArray();
        if (unscaled.Length > 0)
        {
            yield return settings.Epsilon is null
                ? $"{Wording.List(unscaled)}: no floor and ceiling, so scores have no scale and no plateau is offered; give "
                    + "floor and ceiling, or an epsilon in units of the score."
                : $"{Wording.List(unscaled)}: no floor and ceiling, so epsilon is taken in units of the score; \"solved\" is "
                    + "offered only where no score is above 1.";
        }

        foreach (var runs in table.Learners.Where(runs => runs.Scale.IsFlat))
        {
            yield return $"{runs.Id}: a floor is as high as its ceiling; between them nothing can be measured.";
        }

        foreach (var runs in table.Learners.Where(runs => runs.Scale.IsUpsideDown))
        {
            yield return $"{runs.Id}: a ceiling lies below its floor; less is taken as better.";
        }

        foreach (var runs in table.Learners.Where(
            runs => runs.Scale.IsKnown && Math.Abs(runs.Scale.FarthestScore) > ScoreScale.PlausibleMax))
        {
            yield return $"{runs.Id}: a score of {Wording.Number(runs.Scale.FarthestScore)} where 0 is the floor and 1 the "
                + "ceiling: these scores look as if they were never normalised; a column named raw instead of score is.";
        }
    }

    private static IEnumerable<string> OfLevel(
        CurveTable table, IReadOnlyList<LearnerVerdict> verdicts, JudgementSettings settings)
    {
        var scaled = verdicts.Where(v => table.Learner(v.Id)!.Scale.IsKnown).ToArray();
        var epsilon = settings.Epsilon ?? JudgementSettings.EpsilonOnScale;
        var started = Names(scaled.Where(v => v.First.Value >= 1 - epsilon));
        if (started.Length > 0)
        {
            yield return $"{Wording.List(started)}: at the ceiling before any practice; there was nothing to learn.";
        }

        var reached = Names(scaled.Where(v => v.Final.Value >= 1 - epsilon && v.First.Value < 1 - epsilon));
        if (reached.Length > 0)
        {
            yield return $"{Wording.List(reached)}: reached the ceiling; more practice could not show, and differences between "
                + "learners shrink there.";
        }

        var low = Names(scaled.Where(v => v.Final.Value <= epsilon && v.First.Value <= epsilon));
        if (low.Length > 0)
        {
            yield return $"{Wording.List(low)}: at the floor (chance) from start to end; the task may be too hard to show "
                + "any learning.";
        }
    }

    private static IEnumerable<string> OfCompany(CurveTable table, IReadOnlyList<LearnerVerdict> verdicts)
    {
        if (!AllAlike(table.Learners, runs => string.Join('\n', runs.Tasks)))
        {
            yield return "Not every learner has every task: a pair is compared on the tasks that both have.";
        }

        if (!AllAlike(table.Learners, runs => string.Join('\n', runs.Seeds)))
        {
            yield return "Not every learner has the same seeds: differences between such learners are not paired.";
        }

        if (UnequalBudget(verdicts) is { } unequal)
        {
            yield return unequal;
        }
    }

    private static IEnumerable<string> OfPlay(CurveTable table, IReadOnlyList<LearnerVerdict> verdicts)
    {
        foreach (var verdict in verdicts.Where(v => v.IllegalRate > IllegalRateMax))
        {
            var percent = (100 * verdict.IllegalRate!.Value).ToString("F0", CultureInfo.InvariantCulture);
            yield return $"{verdict.Id}: {percent}% of its replies were illegal or unreadable; its score measures that too.";
        }

        foreach (var verdict in verdicts.Where(v => v.Word == VerdictWord.Plateaued && !v.IsSolved))
        {
            var share = StickyShare(table.Learner(verdict.Id)!);
            if (share > StickyShareMax)
            {
                var percent = (100 * share).ToString("F0", CultureInfo.InvariantCulture);
                yield return $"{verdict.Id}: {percent}% of its late exams repeat the score before them exactly; such sticky "
                    + "scores make a plateau look surer than it is.";
            }
        }
    }

    // What the words themselves do not say.
    private static IEnumerable<string> OfRule(
        CurveTable table, IReadOnlyList<LearnerVerdict> verdicts, JudgementSettings settings)
    {
        var level = verdicts.Where(v => v is { Word: VerdictWord.Plateaued, IsSolved: false } && v.Path != "reference");
        foreach (var group in level.GroupBy(
            v => (v.LateSteps, Epsilon: LearnerJudgement.EpsilonOf(table.Learner(v.Id)!, settings))).OrderBy(group => group.Key.LateSteps))
        {
            yield return $"{Wording.List(Names(group))}: level means less than {Wording.Number(group.Key.Epsilon)} over the last "
                + $"{Count(group.Key.LateSteps)} steps, up to {Wording.Number(group.Key.Epsilon / (group.Key.LateSteps - 1))} a step; "
                + "a slower rise passes for a plateau, and what more practice would bring was not measured.";
        }

        var pairs = verdicts.Count * (verdicts.Count - 1) / 2;
        if (pairs >= PairsUnremarkable)
        {
            yield return $"{Count(pairs)} pairs are compared, each by itself: if no two learners differed, chance alone would "
                + $"set about {Count((long)Math.Round((1 - settings.Confidence) * pairs))} of them clear of zero.";
        }

        if (settings.Trend == TrendForm.Ranks)
        {
            yield return "Rises and falls at the end are told by ranks, as the plan asks, not by the protocol's slope.";
        }
    }

    // Of the learners that learn: a yardstick is cheap by nature.
    private static string? UnequalBudget(IReadOnlyList<LearnerVerdict> verdicts)
    {
        foreach (var (name, words) in new[]
        {
            (CostNames.Flops, "floating-point operations"),
            (CostNames.TokensWritten, "tokens written"),
        })
        {
            var spent = verdicts.Where(v => v.Path != "reference")
                .Select(v => (v.Id, Cost: v.Costs.FirstOrDefault(cost => cost.Key == name).Value))
                .Where(v => v.Cost > 0).ToArray();
            if (spent.Length < 2)
            {
                continue;
            }

            var most = spent.MaxBy(v => v.Cost);
            var least = spent.MinBy(v => v.Cost);
            var ratio = most.Cost!.Value / least.Cost!.Value;
            return ratio < UnequalBudgetMin
                ? null
                : $"Unequal budgets: {most.Id} took {Wording.Number(ratio)} times the {words} of {least.Id}; look at the curves "
                    + "against that budget too.";
        }

        return null;
    }

    // A curve that never moves at all is no sticky curve: a frozen player repeats its score because nothing changed.
    private static double StickyShare(LearnerRuns runs)
    {
        var from = runs.Steps - LateWindow.Steps(runs.Steps);
        var pairs = 0;
        var equal = 0;
        var moves = false;
        for (var run = 0; run < runs.Runs; run++)
        {
            for (var step = 1; step < runs.Steps; step++)
            {
                var isEqual = runs[run, step] == runs[run, step - 1];
                moves |= !isEqual;
                pairs += step > from ? 1 : 0;
                equal += step > from && isEqual ? 1 : 0;
            }
        }

        return moves && pairs > 0 ? (double)equal / pairs : 0;
    }

    private static IEnumerable<(int Fact, string Names)> ByFact(
        IEnumerable<LearnerVerdict> verdicts, Func<LearnerVerdict, int> factOf) =>
        verdicts.GroupBy(factOf).OrderBy(group => group.Key).Select(group => (group.Key, Wording.List(Names(group))));

    private static string[] Names(IEnumerable<LearnerVerdict> verdicts) => [.. verdicts.Select(verdict => verdict.Id)];

    private static bool AllAlike(IReadOnlyList<LearnerRuns> learners, Func<LearnerRuns, string> factOf) =>
        learners.Select(factOf).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
