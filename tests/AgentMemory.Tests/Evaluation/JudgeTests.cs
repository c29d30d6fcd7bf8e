using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Words, numbers, remarks and cautions over whole tables; numbers worked out by hand.</summary>
public sealed class JudgeTests
{
    private static readonly JudgementSettings Plain = new();

    [Fact]
    public void Straight_rises_of_five_worlds_give_the_numbers_of_the_textbook()
    {
        // World i rises by r = 0.01 to 0.05 a step: gain 6 r, change over the last four points 3 r; the standard error of r is sqrt(0.00005).
        var curves = new[] { 0.01, 0.02, 0.03, 0.04, 0.05 }.Select(rise => Enumerable.Range(0, 7).Select(step => 0.1 + (rise * step)).ToArray());
        var task = Single(MadeCurves.Learner("a", "t", [.. curves]));
        Assert.Equal(VerdictWord.Improving, task.Word);
        Assert.Equal((7, 4, 5), (task.Points, task.WindowPoints, task.Of));
        AssertInterval(0.18, 6 * 2.7764451051977987 * Math.Sqrt(0.00005), task.Gain);
        AssertInterval(0.09, 3 * 2.1318467863266495 * Math.Sqrt(0.00005), task.Change);
        Assert.Equal(task.Final.Value!.Value - task.First.Value!.Value, task.Gain.Value!.Value, 1e-12);
        Assert.StartsWith("Still rising at the end: by 0.09", task.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VerdictWord.Undecided, 6, 5, 0.5, 0.5)]
    [InlineData(VerdictWord.Undecided, 7, 2, 0.5, 0.5)]
    [InlineData(VerdictWord.Undecided, 7, 4, 0.5, 0.5)]
    [InlineData(VerdictWord.Plateaued, 7, 5, 0.5, 0.5)]
    [InlineData(VerdictWord.Solved, 7, 3, 0.96, 1.0)]
    [InlineData(VerdictWord.Split, 7, 5, 0.45, 1.0)]
    [InlineData(VerdictWord.Plateaued, 7, 5, 0.55, 1.0)]
    public void Level_curves_get_the_word_of_their_number_and_height(VerdictWord word, int points, int units, double odd, double even)
    {
        var curves = Enumerable.Range(0, units).Select(unit => Enumerable.Repeat(unit % 2 == 0 ? even : odd, points).ToArray());
        Assert.Equal(word, Single(MadeCurves.Learner("a", "t", [.. curves])).Word);
    }

    [Fact]
    public void The_four_traps_get_their_words()
    {
        for (ulong round = 1; round <= 40; round++)
        {
            var rng = new Rng(round);
            // A rise on one task of four.
            var rise = Tasks(rng, (task, step, _) => task == 0 ? 0.1 + (0.07 * step) : 0.4);
            Assert.Equal(VerdictWord.Improving, rise.Tasks[0].Word);
            Assert.All(rise.Tasks.Skip(1), task => Assert.Equal(VerdictWord.Plateaued, task.Word));
            Assert.Equal((1, 4), (rise.Learners[0].Headline.ImprovingIn, rise.Learners[0].Headline.Of));
            Assert.Null(rise.Learners[0].Word);
            // A collapse on one task of four.
            var fall = Tasks(rng, (task, step, _) => task == 0 && step > 8 ? 0.9 - (0.25 * (step - 8)) : task == 0 ? 0.9 : 0.4);
            Assert.Equal(VerdictWord.Declining, fall.Tasks[0].Word);
            Assert.Contains(fall.Tasks[0].Remarks, remark => remark.StartsWith("ends 1", StringComparison.Ordinal));
            // Three insights at random blocks: in some world one of them falls into the last third.
            var at = Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 3).Select(_ => 1 + rng.Next(12)).ToArray()).ToArray();
            var insights = Tasks(rng, (task, step, seed) => 0.1 + (0.28 * at[(task * 5) + seed].Count(block => block <= step)));
            Assert.All(insights.Tasks.Index(), task => Assert.True(
                task.Item.Word != VerdictWord.Plateaued || !at.Skip(5 * task.Index).Take(5).Any(blocks => blocks.Any(block => block > 8))));
            // A slow rise is a plateau exactly where the whole interval of its change counts as none.
            var slow = Tasks(rng, (_, step, _) => 0.1 + (0.012 * step));
            Assert.All(slow.Tasks, task => Assert.Equal(
                task.Change.Low >= -0.05 - 1e-9 && task.Change.High <= 0.05 + 1e-9 ? VerdictWord.Plateaued : VerdictWord.Improving, task.Word));
        }
    }

    [Fact]
    public void Units_without_a_needed_point_are_left_out_by_name_and_holes_between_do_not_matter()
    {
        var points = MadeCurves.Noisy("a", 0.2, 0.04, 1, 6, 12, 5)
            .Where(point => point is not { Seed: "0", Step: 0 } and not { Seed: "1", Step: 11 } and not { Seed: "2", Step: 4 });
        var task = Single(points);
        Assert.Equal(4, task.Of);
        Assert.Contains(task.Remarks, remark => remark.EndsWith("seeds 0 and 1", StringComparison.Ordinal));
        Assert.Contains(
            Judge.Of(CurveTable.Of(points, "made"), Plain).Cautions, caution => caution.Contains("3 cells of the grids are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_without_a_unit_counts_in_the_headline_and_not_in_the_means()
    {
        var rising = MadeCurves.Noisy("a", 0.1, 0.05, 1, 5, 12, 3).ToArray();
        var empty = rising.Select(point => point with { Task = "none", Score = double.NaN });
        var verdict = Judge.Of(MadeCurves.Table(rising, empty), Plain);
        Assert.Equal((1, 2), (verdict.Learners[0].Headline.ImprovingIn, verdict.Learners[0].Headline.Of));
        Assert.Equal(Judge.Of(MadeCurves.Table(rising), Plain).Learners[0].Final, verdict.Learners[0].Final);
        Assert.Equal(0, verdict.Tasks[0].Of);
        Assert.Null(verdict.Tasks[0].SolvedShare);
    }

    [Fact]
    public void Without_a_ceiling_nobody_is_solved_and_without_any_scale_nothing_is_level()
    {
        var flat = MadeCurves.Noisy("a", 1.4, 0, 1, 6, 12, 3).Select(point => point with { Floor = null, Ceiling = null }).ToArray();
        var none = Judge.Of(CurveTable.Of(flat, "made"), Plain);
        Assert.Equal(VerdictWord.Undecided, none.Tasks[0].Word);
        Assert.Null(none.Epsilon);
        Assert.Null(none.Tasks[0].SolvedIn);
        Assert.Null(none.Tasks[0].SolvedShare);
        Assert.Contains(none.Cautions, caution => caution.Contains("scores have no scale", StringComparison.Ordinal));
        var scaled = Judge.Of(CurveTable.Of(flat, "made"), new JudgementSettings { Epsilon = 0.1 });
        Assert.Equal((VerdictWord.Plateaued, 0), (scaled.Tasks[0].Word, scaled.Tasks[0].SolvedIn));
        Assert.Equal("", Wording.Solved(scaled.Tasks[0]));
        var known = Judge.Of(CurveTable.Of(flat, "made"), new JudgementSettings { Optimum = 1.4 });
        Assert.Equal((VerdictWord.Solved, 6, 0.05), (known.Tasks[0].Word, known.Tasks[0].SolvedIn, known.Epsilon));
        Assert.Equal(1, known.Tasks[0].First.Value!.Value, 0.05);
        var tooLow = Judge.Of(CurveTable.Of(flat, "made"), new JudgementSettings { Optimum = 1 });
        Assert.Contains(tooLow.Cautions, caution => caution.Contains("above the best possible", StringComparison.Ordinal));
    }

    [Fact]
    public void Rising_scores_without_a_scale_are_improving_past_one()
    {
        var points = MadeCurves.Noisy("a", 0.1, 0.3, 1, 5, 12, 3).Select(point => point with { Floor = null, Ceiling = null });
        Assert.Equal(VerdictWord.Improving, Single(points).Word);
    }

    [Fact]
    public void A_pair_is_compared_unit_by_unit_on_the_tasks_and_seeds_of_both()
    {
        // Worlds differ by far more than learners do: pairing cancels it.
        var left = MadeCurves.Learner("a", "t", [.. Enumerable.Range(0, 5).Select(seed => Enumerable.Repeat(0.1 * seed, 8).ToArray())]);
        var right = left.Where(point => point.Seed != "4").Select(
            point => point with { Learner = "b", Score = point.Score + 0.2 + (point.Seed == "0" ? 0.04 : 0) });
        var extra = MadeCurves.Learner("a", "only a", [0.1, 0.2]);
        var pair = Judge.Of(MadeCurves.Table(left, right, extra), Plain).Pairs[0];
        // Differences -0.24, -0.20, -0.20, -0.20: mean -0.21, se 0.01, t(3) = 3.1824.
        AssertInterval(-0.21, 3.182446305284263 * 0.01, pair.Difference);
        Assert.Equal(1, pair.Tasks);
        Assert.Equal(["only a"], pair.LeftOut);
    }

    [Fact]
    public void A_level_is_priced_where_the_mean_first_reaches_it_and_use_pays_learning_back()
    {
        double[] curve = [0.1, 0.5, 0.8, 0.86, 0.9, 0.95, 0.95];
        var dear = MadeCurves.Learner("lora", "t", curve, curve, curve).Select(point => With(point, "weights", 100 * point.Step, 2));
        var cheap = MadeCurves.Learner("context", "t", curve, curve, curve).Select(point => With(point, "memory", 10 * point.Step, 5));
        var verdict = Judge.Of(MadeCurves.Table(dear, cheap), Plain);
        Assert.Equal(new PriceToLevel(0.85, 3, 24, 300), verdict.Learners[1].PriceToLevel);
        Assert.Null(verdict.Learners[0].BreakEvenGames);
        // 600 - 60 operations more to learn, 3 fewer a game.
        Assert.Equal(180, verdict.Learners[1].BreakEvenGames!.Value, 1e-9);
        Assert.Null(verdict.Learners[1].PretrainingFlops);
        var known = new JudgedModel { Id = "m", Sha256 = "0", Architecture = "llama", Parameters = 1, PretrainingFlops = 7 };
        Assert.All(Judge.Of(MadeCurves.Table(dear, cheap), Plain with { Model = known }).Learners, learner => Assert.Equal(7, learner.PretrainingFlops));
        Assert.Contains("not known", HtmlReportTests.Words(HtmlReport.Write(new ReportContents { Title = "t", Verdict = verdict })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_yardstick_gets_its_word_and_no_badge()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(MadeCurves.Noisy("told", 0.9, 0, 2, 5, 9, 1).Select(point => point with { Path = "reference" })), Plain);
        var html = HtmlReport.Write(new ReportContents { Title = "t", Verdict = verdict });
        Assert.DoesNotContain("class=\"word ", html, StringComparison.Ordinal);
        Assert.Contains("class=\"plainword\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_few_seeds_and_points_are_one_caution_each()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Noisy("one", 0.2, 0.02, 2, 1, 12, 1),
                MadeCurves.Noisy("three", 0.2, 0.02, 2, 3, 12, 2),
                MadeCurves.Noisy("short", 0.2, 0.02, 2, 5, 5, 2)),
            Plain);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("one on 2 tasks: one seed at most", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("three on 2 tasks: fewer than 5 complete seeds", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("short on 2 tasks: fewer than 7 points", StringComparison.Ordinal));
        Assert.All(verdict.Tasks.Where(task => task.Learner != "three"), task => Assert.Equal(VerdictWord.Undecided, task.Word));
    }

    [Theory]
    [InlineData(-1.0, null)]
    [InlineData(double.NaN, null)]
    [InlineData(null, 0.0)]
    [InlineData(null, double.NaN)]
    public void Settings_that_cannot_be_used_are_refused(double? epsilon, double? optimum) => Assert.Throws<UserErrorException>(
        () => Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", [0.5])), new JudgementSettings { Epsilon = epsilon, Optimum = optimum }));

    [Fact]
    public void A_hundred_thousand_points_take_seconds()
    {
        var table = MadeCurves.Table([.. Enumerable.Range(0, 20).Select(i => MadeCurves.Noisy($"l{i:00}", 0.2, 0.01, 10, 10, 50, (ulong)i))]);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        _ = VerdictJson.Write(Judge.Of(table, Plain));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
    }

    private static TaskVerdict Single(IEnumerable<CurvePoint> points) => Assert.Single(Judge.Of(CurveTable.Of(points, "made"), Plain).Tasks);

    private static CurvePoint With(CurvePoint point, string path, double flops, double flopsPerGame) => point with
    {
        Path = path,
        Costs = new CurveCosts([CostNames.Flops, CostNames.Games, CostNames.FlopsPerGame], [flops, 8 * point.Step, flopsPerGame]),
    };

    // Four tasks, five seeds, thirteen points, noise 0.005.
    private static Verdict Tasks(Rng rng, Func<int, int, int, double> scoreOf) => Judge.Of(
        CurveTable.Of(
            Enumerable.Range(0, 4).SelectMany(task => Enumerable.Range(0, 5).SelectMany(seed => Enumerable.Range(0, 13).Select(step =>
                MadeCurves.Point("a", $"t{task}", seed, step, scoreOf(task, step, seed) + (0.005 * rng.NextGaussian()))))),
            "made"),
        Plain);

    private static void AssertInterval(double value, double half, Interval interval)
    {
        Assert.Equal(value, interval.Value!.Value, 1e-12);
        Assert.Equal(value - half, interval.Low!.Value, 1e-9);
        Assert.Equal(value + half, interval.High!.Value, 1e-9);
    }
}
