using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What a reader should know before believing a verdict. One sentence for each kind, learners in the order of their names.</summary>
internal static class Cautions
{
    private const double UnequalBudgetMin = 2;
    private const double IllegalRateMax = 0.05;
    private const int PairsUnremarkable = 20;
    private const int NamesMax = 8;

    public static IReadOnlyList<string> Of(
        CurveTable table, IReadOnlyList<TaskVerdict> tasks, IReadOnlyList<LearnerVerdict> learners, JudgementSettings settings)
    {
        var cautions = new List<string>();
        cautions.AddRange(OfSize(table, tasks));
        cautions.AddRange(StepCautions.Of(table));
        cautions.AddRange(OfScale(table, learners, settings));
        cautions.AddRange(OfLevel(tasks, learners));
        cautions.AddRange(OfCompany(table, learners, settings));
        cautions.AddRange(learners.Where(learner => learner.IllegalRate > IllegalRateMax).Select(learner =>
            $"{learner.Id}: {Percent(learner.IllegalRate!.Value)} of its replies were illegal or unreadable; its score measures that too."));
        cautions.AddRange(OfRule(learners));
        cautions.AddRange(settings.Cautions);
        return [.. cautions.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OfSize(CurveTable table, IReadOnlyList<TaskVerdict> tasks)
    {
        var single = tasks.Where(task => task.Of <= 1).ToArray();
        if (single.Length > 0)
        {
            yield return $"{Named(single)}: one seed at most that is complete, so that skill cannot be told from chance and nothing is decided.";
        }

        var few = tasks.Where(task => task.Of is > 1 and < VerdictRule.UnitsMin).ToArray();
        if (few.Length > 0)
        {
            yield return $"{Named(few)}: two complete seeds only; {Count(VerdictRule.UnitsMin)} are needed to decide anything.";
        }

        var noPlateau = tasks.Where(task => task.Of is >= VerdictRule.UnitsMin and < VerdictRule.FlatUnitsMin).ToArray();
        if (noPlateau.Length > 0)
        {
            yield return $"{Named(noPlateau)}: fewer than {Count(VerdictRule.FlatUnitsMin)} complete seeds; no plateau can be shown, and a rise of "
                + "0.3 is missed more often than seen.";
        }

        var shortCurves = tasks.Where(task => task.Points < VerdictRule.PointsMin).ToArray();
        if (shortCurves.Length > 0)
        {
            yield return $"{Named(shortCurves)}: fewer than {Count(VerdictRule.PointsMin)} points decide nothing.";
        }

        var names = tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 1)
        {
            yield return $"One task only ({names[0]}): the verdicts say nothing about other tasks.";
        }

        var incomplete = table.Learners.Select(runs => (runs.Id, Holes: runs.Tasks.Sum(task => (long)task.Holes)))
            .Where(runs => runs.Holes > 0).ToArray();
        if (incomplete.Length > 0)
        {
            yield return $"{Short([.. incomplete.Select(runs => runs.Id)])}: {Count(incomplete.Sum(runs => runs.Holes))} cells of the grids are "
                + "missing; a seed counts only where it has the first point and all late ones.";
        }
    }

    private static IEnumerable<string> OfScale(CurveTable table, IReadOnlyList<LearnerVerdict> learners, JudgementSettings settings)
    {
        var unscaled = learners.Where(learner => !learner.OptimumIsKnown).Select(learner => learner.Id).ToArray();
        if (unscaled.Length > 0)
        {
            yield return settings.Epsilon is null
                ? $"{Short(unscaled)}: neither ceiling, --optimum nor --epsilon is given, so scores have no scale: no plateau is offered and "
                    + "nothing counts as solved."
                : $"{Short(unscaled)}: the optimum is not known, so epsilon is taken in units of the score and nothing counts as solved.";
        }

        foreach (var runs in table.Learners.Where(runs => runs.Scale.IsFlat))
        {
            yield return $"{runs.Id}: a floor is as high as its ceiling; between them nothing can be measured.";
        }

        foreach (var runs in table.Learners.Where(runs => runs.Scale.IsUpsideDown))
        {
            yield return $"{runs.Id}: a ceiling is below its floor; less is taken as better.";
        }

        if (settings.Optimum is null)
        {
            foreach (var runs in table.Learners.Where(
                runs => runs.Scale.IsKnown && Math.Abs(runs.Scale.FarthestScore) > ScoreScale.PlausibleMax))
            {
                yield return $"{runs.Id}: a score of {Wording.Number(runs.Scale.FarthestScore)} where 0 is the floor and 1 the "
                    + "ceiling: these scores look as if they were never normalised; a column named raw instead of score is.";
            }
        }
    }

    private static IEnumerable<string> OfLevel(IReadOnlyList<TaskVerdict> tasks, IReadOnlyList<LearnerVerdict> learners)
    {
        var epsilons = learners.Where(learner => learner.OptimumIsKnown)
            .ToDictionary(learner => learner.Id, learner => learner.Epsilon ?? JudgementSettings.EpsilonOnScale, StringComparer.Ordinal);
        var scaled = tasks.Where(task => task.Of > 0 && epsilons.ContainsKey(task.Learner)).ToArray();
        var above = scaled.Where(task => Late(task) > 1 + epsilons[task.Learner] + UnitMean.Tiny).ToArray();
        if (above.Length > 0)
        {
            yield return $"{Named(above)}: the level is above the best possible by more than epsilon, which no player can reach: sampled exams "
                + "flatter it, or the ceiling is too low.";
        }

        var started = scaled.Where(task => task.First.Value >= 1 - epsilons[task.Learner]).ToArray();
        if (started.Length > 0)
        {
            yield return $"{Named(started)}: at the ceiling before any practice; there was nothing to learn.";
        }

        var low = scaled.Where(task => task.First.Value <= epsilons[task.Learner] && task.Final.Value <= epsilons[task.Learner]).ToArray();
        if (low.Length > 0)
        {
            yield return $"{Named(low)}: at the floor (chance) at the start and at the end; the task may be too hard to show any learning.";
        }
    }

    private static double Late(TaskVerdict task) => task.Means.TakeLast(task.WindowPoints).Where(mean => !double.IsNaN(mean)).DefaultIfEmpty(0).Average();

    private static IEnumerable<string> OfCompany(CurveTable table, IReadOnlyList<LearnerVerdict> learners, JudgementSettings settings)
    {
        if (!AllAlike(table.Learners, runs => string.Join('\n', runs.Tasks.Select(task => task.Task))))
        {
            yield return "Not every learner has every task: a pair is compared on the tasks that both have.";
        }

        if (!AllAlike(table.Learners, runs => string.Join('\n', runs.Seeds)))
        {
            yield return "Not every learner has the same seeds: a pair is compared on the seeds that both have.";
        }

        if (settings.IsStream)
        {
            yield return "One trial learnt all tasks: seeds are averaged over the tasks first, and each task is judged at every step, those "
                + "not yet practised too. A late rise may be that of the last task alone.";
            var unpaired = learners.Where(learner => learner.Final.Value is null && learner.Finals.Count > 0).Select(learner => learner.Id).ToArray();
            if (unpaired.Length > 0)
            {
                yield return $"{Short(unpaired)}: no seed is complete in all tasks, so that there is no value over the tasks.";
            }
        }

        if (UnequalBudget(learners) is { } unequal)
        {
            yield return unequal;
        }
    }

    // What the words themselves do not say.
    private static IEnumerable<string> OfRule(IReadOnlyList<LearnerVerdict> learners)
    {
        var pairs = learners.Count * (learners.Count - 1) / 2;
        if (pairs >= PairsUnremarkable)
        {
            yield return $"{Count(pairs)} pairs are compared, each by itself: if no two learners differed, chance alone would "
                + $"set about {Count((long)Math.Round((1 - VerdictRule.Confidence) * pairs))} of them clear of zero.";
        }

    }

    // Of the learners that learn: a yardstick is cheap by nature.
    private static string? UnequalBudget(IReadOnlyList<LearnerVerdict> learners)
    {
        foreach (var (name, words) in new[]
        {
            (CostNames.Flops, "floating-point operations"),
            (CostNames.TokensWritten, "tokens written"),
        })
        {
            var spent = learners.Where(v => v.Path != "reference")
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

    // Learners with their tasks where not all of a learner's tasks are meant; the names alone where they are many.
    private static string Named(IReadOnlyList<TaskVerdict> tasks)
    {
        var learners = tasks.GroupBy(task => task.Learner, task => task.Task, StringComparer.Ordinal).ToArray();
        var names = tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).ToArray();
        return learners.All(learner => learner.Count() == names.Length)
            ? $"{Short([.. learners.Select(learner => learner.Key)])} on {(names.Length == 1 ? names[0] : Count(names.Length) + " tasks")}"
            : Short([.. learners.Select(learner =>
                $"{learner.Key} on {(learner.Count() == 1 ? learner.First() : Count(learner.Count()) + " tasks")}")]);
    }

    private static string Short(IReadOnlyList<string> names) => names.Count <= NamesMax
        ? Wording.List(names)
        : $"{string.Join(", ", names.Take(NamesMax))} and {Count(names.Count - NamesMax)} more";

    private static bool AllAlike(IReadOnlyList<LearnerRuns> learners, Func<LearnerRuns, string> factOf) =>
        learners.Select(factOf).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static string Percent(double share) => (100 * share).ToString("F0", CultureInfo.InvariantCulture) + "%";

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
