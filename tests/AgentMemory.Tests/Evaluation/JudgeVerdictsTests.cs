using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Verdicts, reasons and cautions over whole tables.</summary>
public sealed class JudgeVerdictsTests
{
    private static readonly JudgementSettings Plain = new() { Resamples = 500 };

    [Fact]
    public void Four_learners_get_the_four_words_and_a_reason_each()
    {
        var table = MadeCurves.Table(
            MadeCurves.Noisy("falling", 0.8, -0.05, 2, 5, 12, 1),
            MadeCurves.Noisy("flat", 0.3, 0, 4, 5, 12, 2),
            MadeCurves.Noisy("rising", 0.1, 0.05, 2, 5, 12, 3),
            MadeCurves.Noisy("short", 0.1, 0.05, 2, 5, 5, 4));
        var verdict = Judge.Of(table, Plain);
        Assert.Equal(
            [VerdictWord.Declining, VerdictWord.Plateaued, VerdictWord.Improving, VerdictWord.Undecided],
            verdict.Learners.Select(learner => learner.Word));
        Assert.StartsWith("Falling at the end: ", verdict.Learners[0].Why, StringComparison.Ordinal);
        Assert.StartsWith("Level at the end: ", verdict.Learners[1].Why, StringComparison.Ordinal);
        Assert.StartsWith("Still rising at the end: ", verdict.Learners[2].Why, StringComparison.Ordinal);
        Assert.Equal("Too few steps to tell: 5 of at least 6.", verdict.Learners[3].Why);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("short: 5 steps only", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("Learners have unequal numbers of steps", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plateau_at_the_ceiling_says_solved()
    {
        var curve = new[] { 0.2, 0.6, 0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0 };
        var verdict = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", curve, curve, curve)), Plain);
        Assert.Equal(VerdictWord.Plateaued, verdict.Learners[0].Word);
        Assert.Contains("solved", verdict.Learners[0].Why, StringComparison.Ordinal);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("a: reached the ceiling", StringComparison.Ordinal));
    }

    [Fact]
    public void One_seed_gives_values_without_ends_and_no_decision()
    {
        var verdict = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])), Plain);
        var learner = verdict.Learners[0];
        Assert.Equal(VerdictWord.Undecided, learner.Word);
        Assert.Equal(0.5, learner.Gain.Value!.Value, 1e-12);
        Assert.Null(learner.Gain.Low);
        Assert.Equal("Too few seeds to tell skill from chance: 1 of at least 2.", learner.Why);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("a: one seed only", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_cell_is_cautioned_and_leaves_out_the_run_only_where_it_is_needed()
    {
        var points = MadeCurves.Noisy("a", 0.1, 0.05, 2, 5, 12, 3).ToList();
        points.RemoveAll(point => point is { Task: "t0", Seed: "2", Step: 5 });
        var verdict = Judge.Of(CurveTable.Of(points, "made"), Plain);
        var whole = Judge.Of(MadeCurves.Table(MadeCurves.Noisy("a", 0.1, 0.05, 2, 5, 12, 3)), Plain);
        Assert.Equal(whole.Learners[0].Gain, verdict.Learners[0].Gain);
        Assert.Equal(whole.Learners[0].LateSlope, verdict.Learners[0].LateSlope);
        Assert.NotEqual(whole.Learners[0].Area, verdict.Learners[0].Area);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("a: 1 of 120 cells are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Last_steps_that_one_run_alone_holds_are_not_used_and_a_caution_says_so()
    {
        var points = MadeCurves.Noisy("a", 0.1, 0.05, 1, 5, 12, 3).ToList();
        points.RemoveAll(point => point.Seed != "0" && point.Step >= 10);
        var verdict = Judge.Of(CurveTable.Of(points, "made"), Plain);
        Assert.Equal(VerdictWord.Improving, verdict.Learners[0].Word);
        Assert.Equal(10, verdict.Learners[0].Steps);
        Assert.Contains("a: 2 cells are at steps that at most half of a task's runs hold (step 10 and 11) and not used.", verdict.Cautions);
    }

    [Fact]
    public void Without_a_scale_no_plateau_is_offered_unless_epsilon_is_given()
    {
        var points = MadeCurves.Noisy("a", 0.3, 0, 4, 5, 12, 2).Select(point => point with { Floor = null, Ceiling = null }).ToArray();
        var table = CurveTable.Of(points, "made");
        var unscaled = Judge.Of(table, Plain);
        Assert.Null(unscaled.Epsilon);
        Assert.Equal(VerdictWord.Undecided, unscaled.Learners[0].Word);
        Assert.Contains(unscaled.Cautions, caution => caution.Contains("no plateau is offered", StringComparison.Ordinal));
        var given = Judge.Of(table, Plain with { Epsilon = 0.05 });
        Assert.Equal(VerdictWord.Plateaued, given.Learners[0].Word);
        Assert.Equal(0.05, given.Epsilon);
        Assert.DoesNotContain("solved", given.Learners[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_epsilon_of_ones_own_a_plateau_at_one_is_solved_unless_scores_go_beyond()
    {
        CurveTable At(double score) => CurveTable.Of(
            MadeCurves.Learner("a", "t", [0.5, score, score, score, score, score], [0.5, score, score, score, score, score])
                .Select(point => point with { Floor = null, Ceiling = null }),
            "made");
        Assert.Contains("solved", Judge.Of(At(0.98), Plain with { Epsilon = 0.05 }).Learners[0].Why, StringComparison.Ordinal);
        Assert.DoesNotContain("solved", Judge.Of(At(7), Plain with { Epsilon = 0.05 }).Learners[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learner_of_many_illegal_replies_is_named()
    {
        var points = MadeCurves.Noisy("a", 0.3, 0, 1, 5, 12, 2).Select(point => point with { IllegalRate = 0.12 });
        var verdict = Judge.Of(CurveTable.Of(points, "made"), Plain);
        Assert.Equal(0.12, verdict.Learners[0].IllegalRate!.Value, 1e-12);
        Assert.Contains("a: 12% of its replies were illegal or unreadable; its score measures that too.", verdict.Cautions);
    }

    [Fact]
    public void Unequal_budgets_one_task_floor_and_degenerate_scales_are_cautioned()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Noisy("cheap", 0.0, 0, 1, 5, 12, 2).WithFlops(1),
                MadeCurves.Noisy("dear", 0.3, 0, 1, 5, 12, 2).WithFlops(30)
                    .Select(point => point with { Floor = 1, Ceiling = 1 })),
            Plain);
        Assert.Contains(verdict.Cautions, c => c.StartsWith("Unequal budgets: dear took 30", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, c => c.StartsWith("One task only (t0)", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, c => c.StartsWith("cheap: at the floor", StringComparison.Ordinal));
        Assert.Contains(verdict.Cautions, c => c.StartsWith("dear: a floor is as high as its ceiling", StringComparison.Ordinal));
    }

    [Fact]
    public void Cautions_of_the_run_stand_behind_ours()
    {
        var table = MadeCurves.Table(MadeCurves.Noisy("a", 0.3, 0, 2, 5, 12, 2));
        var verdict = Judge.Of(table, Plain with { Cautions = ["context: 2 documents did not fit."] });
        Assert.Equal("context: 2 documents did not fit.", verdict.Cautions[^1]);
    }

    [Fact]
    public void Sticky_scores_of_a_plateau_are_named()
    {
        double[] sticky = [0.1, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
        var verdict = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", sticky, sticky, sticky)), Plain);
        Assert.Contains(verdict.Cautions, c => c.Contains("sticky", StringComparison.Ordinal));
        double[] frozen = [.. Enumerable.Repeat(0.5, 10)];
        verdict = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", frozen, frozen, frozen)), Plain);
        Assert.DoesNotContain(verdict.Cautions, c => c.Contains("sticky", StringComparison.Ordinal));
    }
}
