using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Curves that were logged at unlike steps: what is compared, what is not used, and what is said of it.</summary>
public sealed class StepGridTests
{
    private const int Rounds = 40;
    private static readonly JudgementSettings Plain = new();

    [Fact]
    public void One_curve_logged_at_two_random_densities_is_equal_to_itself_at_the_same_last_step()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var density = 2 + rng.Next(9);
            var last = density * (6 + rng.Next(8));
            var dense = Curves(rng, "dense", tasks: 1 + rng.Next(3), seeds: 2 + rng.Next(5), last);
            var coarse = dense.Where(point => point.Step % density == 0).Select(point => point with { Learner = "coarse" }).ToArray();
            var verdict = Judge.Of(CurveTable.Of([.. dense, .. coarse], "made"), Plain);
            var pair = Assert.Single(verdict.Pairs);
            Assert.Equal(0, pair.Difference.Value!.Value, 12);
            Assert.Empty(pair.LeftOut);
        }
    }

    [Fact]
    public void A_task_that_was_logged_more_often_than_another_is_judged_as_it_is_alone()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var density = 2 + rng.Next(9);
            var points = Curves(rng, "one", tasks: 2, seeds: 3 + rng.Next(4), density * (6 + rng.Next(8)))
                .Where(point => point.Task != "t0" || point.Step % density == 0).ToArray();
            var both = Judge.Of(CurveTable.Of(points, "made"), Plain);
            Assert.DoesNotContain(both.Cautions, caution => caution.Contains("not used", StringComparison.Ordinal));
            foreach (var task in both.Tasks)
            {
                var alone = Assert.Single(Judge.Of(CurveTable.Of(points.Where(point => point.Task == task.Task).ToArray(), "made"), Plain).Tasks);
                Assert.Equal((alone.Word, alone.First, alone.Final, alone.Gain, alone.Change), (task.Word, task.First, task.Final, task.Gain, task.Change));
                Assert.DoesNotContain(task.Remarks, remark => remark.Contains("not used", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Learners_that_end_a_task_at_different_steps_are_not_compared_there_and_a_caution_names_the_task()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var last = 8 + rng.Next(20);
            var whole = Curves(rng, "whole", tasks: 3, seeds: 4, last);
            var short1 = whole.Where(point => point.Task != "t1" || point.Step < last - rng.Next(3))
                .Where(point => point.Task != "t1" || point.Step < last)
                .Select(point => point with { Learner = "short", Score = point.Score + (point.Task == "t1" ? 5 : 0.1) }).ToArray();
            var verdict = Judge.Of(CurveTable.Of([.. whole, .. short1], "made"), Plain);
            var pair = Assert.Single(verdict.Pairs);
            Assert.Equal(["t1"], pair.LeftOut);
            Assert.Equal(0.1, pair.Difference.Value!.Value, 9);
            Assert.Contains(verdict.Cautions, caution => caution.StartsWith("t1: last steps differ (", StringComparison.Ordinal));
        }
    }

    /// <summary>Each task has a grid of its own: one that was examined less often ends where it ends.</summary>
    [Fact]
    public void A_task_that_ends_earlier_for_both_is_compared_at_its_own_last_step()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var ends = new[] { 7 + rng.Next(20), 7 + rng.Next(20), 7 + rng.Next(20) };
            var left = Curves(rng, "left", tasks: 3, seeds: 4, last: 30).Where(point => point.Step <= ends[point.Task[1] - '0']).ToArray();
            var right = left.Select(point => point with
            {
                Learner = "right",
                Score = point.Step == ends[point.Task[1] - '0'] ? point.Score - 0.25 : 0,
            });
            var verdict = Judge.Of(CurveTable.Of([.. left, .. right], "made"), Plain);
            var pair = Assert.Single(verdict.Pairs);
            Assert.Empty(pair.LeftOut);
            Assert.Equal(0.25, pair.Difference.Value!.Value, 9);
            Assert.DoesNotContain(verdict.Cautions, caution => caution.Contains("cells are missing", StringComparison.Ordinal));
            Assert.Equal(12, verdict.Learners[0].Finals.Count);
            Assert.NotNull(verdict.Learners[0].Gain.Low);
            Assert.NotNull(verdict.Learners[0].Change.Low);
        }
    }

    [Fact]
    public void Where_no_task_ends_at_the_same_step_no_difference_is_given()
    {
        double[] curve = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
        var dense = MadeCurves.Learner("dense", "t", curve, curve);
        var coarse = MadeCurves.Learner("coarse", "t", curve, curve).Select(point => point with { Step = 10 * point.Step });
        var verdict = Judge.Of(MadeCurves.Table(dense, coarse), Plain);
        var pair = Assert.Single(verdict.Pairs);
        Assert.Null(pair.Difference.Value);
        Assert.Equal(["t"], pair.LeftOut);
        Assert.Equal(0, pair.Tasks);
        Assert.Equal("coarse and dense have no task and seed in common that end at the same step.", PairSentence.Of(pair));
        Assert.Contains("t: last steps differ (coarse at 60; dense at 6); learners that end at different steps are not compared there.", verdict.Cautions);
    }

    /// <summary>As when a last exam is logged at a step that holds the seed's number.</summary>
    [Fact]
    public void Cells_at_steps_of_few_runs_change_no_number_and_a_caution_says_so()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            var seeds = 3 + rng.Next(5);
            var last = 7 + rng.Next(20);
            var common = Curves(rng, "a", tasks: 1 + rng.Next(2), seeds, last);
            var lone = common.Where(point => point.Step == last && rng.Chance(0.7)).Select(point => point with
            {
                Step = last + 1 + int.Parse(point.Seed, CultureInfo.InvariantCulture) + rng.NextDouble(),
                Score = rng.NextDouble() * 9,
            }).ToArray();
            var plain = Judge.Of(CurveTable.Of(common, "made"), Plain);
            var withLone = Judge.Of(CurveTable.Of([.. common, .. lone], "made"), Plain);
            Assert.Equal(Numbers(plain), Numbers(withLone));
            Assert.Equal(lone.Length > 0, withLone.Cautions.Any(caution => caution.Contains("and not used", StringComparison.Ordinal)));
            Assert.DoesNotContain(plain.Cautions, caution => caution.Contains("and not used", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_last_exam_at_steps_of_the_runs_own_is_left_out_and_the_word_is_that_of_the_common_steps()
    {
        var points = MadeCurves.Noisy("a", 0.1, 0.035, 1, 5, 21, 7).Select(point => point.Step < 20
            ? point with { Step = 1_000 * point.Step }
            : point with { Step = 20_000 + int.Parse(point.Seed, CultureInfo.InvariantCulture) });
        var verdict = Judge.Of(CurveTable.Of(points, "made"), Plain);
        Assert.Equal(VerdictWord.Improving, verdict.Learners[0].Word);
        Assert.Equal(20, verdict.Learners[0].Steps);
        Assert.Contains(
            "a: 5 cells are at steps that at most half of a task's units hold (step 20000, 20001, 20002 and 2 more) and not used.",
            verdict.Cautions);
    }

    [Fact]
    public void Runs_that_share_no_step_at_all_decide_nothing_and_the_caution_says_why()
    {
        double[] curve = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
        var points = MadeCurves.Learner("a", "t", curve, curve, curve)
            .Select(point => point with { Step = (10 * point.Step) + int.Parse(point.Seed, CultureInfo.InvariantCulture) });
        var verdict = Judge.Of(MadeCurves.Table(points, MadeCurves.Learner("b", "t", curve, curve, curve)), Plain);
        Assert.Equal(VerdictWord.Undecided, verdict.Learners[0].Word);
        Assert.Null(verdict.Learners[0].Final.Value);
        Assert.Null(verdict.Pairs[0].Difference.Value);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("a: no step is held by more than half of the units of t", StringComparison.Ordinal));
        _ = VerdictJson.Write(verdict);
        _ = VerdictText.Write(verdict);
        _ = HtmlReport.Write(new ReportContents { Title = "made", Verdict = verdict });
    }

    [Fact]
    public void Numbers_given_as_texts_in_JSON_are_numbers()
    {
        for (ulong round = 1; round <= 10; round++)
        {
            var rng = new Rng(round);
            var points = Curves(rng, "a", tasks: 2, seeds: 3, last: 8);
            var rows = points.Select(point => new Dictionary<string, object?>
            {
                ["learner"] = point.Learner,
                ["task"] = point.Task,
                ["seed"] = Written(point.Seed, rng),
                ["step"] = Written(point.Step, rng),
                ["score"] = Written(point.Score, rng),
                ["floor"] = Written(0, rng),
                ["ceiling"] = Written(1, rng),
                ["flops"] = rng.Chance(0.5) ? "" : Written(12.5, rng),
            });
            var read = CurveJson.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(rows)), "made");
            Assert.Equal(Numbers(Judge.Of(CurveTable.Of(points, "made"), Plain)), Numbers(Judge.Of(read, Plain)));
        }
    }

    private static CurvePoint[] Curves(Rng rng, string learner, int tasks, int seeds, int last)
    {
        var points = new List<CurvePoint>();
        for (var task = 0; task < tasks; task++)
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                var (start, rise) = (rng.NextDouble() * 0.4, rng.NextDouble());
                for (var step = 0; step <= last; step++)
                {
                    var score = start + (rise * step / last) + (0.02 * rng.NextGaussian());
                    points.Add(MadeCurves.Point(learner, $"t{task}", seed, step, score));
                }
            }
        }

        return [.. points];
    }

    private static object Written(object value, Rng rng) =>
        rng.Chance(0.5) ? value : " " + Convert.ToString(value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : value, CultureInfo.InvariantCulture);

    // Everything of the learners but what costs add.
    private static string Numbers(Verdict verdict) => string.Join('\n', verdict.Learners.Select(learner => string.Join(
        '|', learner.First, learner.Final, learner.Gain, learner.Change, learner.Word, learner.Steps, learner.Seeds)));
}
