using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class StreamTests
{
    // Two tasks learnt in blocks 1 to 3 and 4 to 6; the second forgets part of the first.
    private static readonly double[] First = [0.1, 0.4, 0.6, 0.8, 0.7, 0.6, 0.5];
    private static readonly double[] Second = [0.1, 0.1, 0.2, 0.2, 0.5, 0.7, 0.9];

    [Fact]
    public void The_matrix_is_read_where_each_leg_ends()
    {
        var verdict = Judged(Orders("a", "b"), Shifted("a", First), Shifted("b", Second));
        var stream = verdict.Stream!;
        // Trials differ by 0, 0.01 and 0.02 everywhere, so that differences are the same in all of them.
        Assert.Equal(0.7 + 0.01, stream.Accuracy[0].Value.Value!.Value, 1e-9);
        Assert.Equal(new Interval(-0.3, -0.3, -0.3), Rounded(stream.BackwardTransfer[0].Value));
        Assert.Equal(new Interval(0.1, 0.1, 0.1), Rounded(stream.ForwardTransfer[0].Value));
        Assert.Equal(new Interval(0.3, 0.3, 0.3), Rounded(stream.Forgetting[0].Value));
        Assert.Equal(new Interval(0.75, 0.75, 0.75), Rounded(stream.PlasticityGain[0].Value));
        Assert.Equal(new Interval(0.6, 0.6, 0.6), Rounded(stream.StabilityGain[0].Value));
        Assert.Equal(["a", "b"], stream.Places);
        Assert.Equal(0.81, stream.Matrices[0].Value[1, 0], 1e-9);
    }

    [Fact]
    public void Orders_may_differ_between_trials()
    {
        // Seed 1 learns b first: its curves are swapped, its matrix is the same.
        var points = Shifted("a", First).Concat(Shifted("b", Second))
            .Select(point => point.Seed == "1" ? point with { Task = point.Task == "a" ? "b" : "a" } : point);
        var orders = Orders("a", "b").Where(order => order.Seed != "1")
            .Append(new StreamOrder("1", [new StreamLeg("b", 3), new StreamLeg("a", 6)])).ToArray();
        var stream = Judged(orders, points).Stream!;
        Assert.Equal(new Interval(-0.3, -0.3, -0.3), Rounded(stream.BackwardTransfer[0].Value));
        Assert.Equal(["task 1", "task 2"], stream.Places);
    }

    [Fact]
    public void Seeds_are_averaged_over_the_tasks_so_that_tasks_do_not_count_as_evidence_of_their_own()
    {
        var points = Shifted("a", First).Concat(Shifted("b", First)).ToArray();
        var stream = Judged(Orders("a", "b"), points).Learners[0].Final;
        var apart = Judge.Of(CurveTable.Of(points, "made"), new JudgementSettings()).Learners[0].Final;
        Assert.True(stream.High - stream.Low > apart.High - apart.Low);
        // As if one task stood for both: the runs of a trial are alike, and three trials have two degrees of freedom.
        var single = Judge.Of(CurveTable.Of(Shifted("a", First), "made"), new JudgementSettings()).Learners[0].Final;
        Assert.Equal(single.High!.Value - single.Low!.Value, stream.High!.Value - stream.Low!.Value, 0.02);
    }

    [Fact]
    public void A_trial_with_a_hole_gives_no_matrix()
    {
        var points = Shifted("a", First).Concat(Shifted("b", Second)).Where(point => point is not { Seed: "0", Step: 3 });
        Assert.Equal(0.7 + 0.015, Judged(Orders("a", "b"), points).Stream!.Accuracy[0].Value.Value!.Value, 1e-9);
    }

    [Fact]
    public void Two_trials_of_one_seed_may_not_share_a_task() =>
        Assert.Throws<ArgumentException>(() => Judged([.. Orders("a", "b"), .. Orders("a", "c")], Shifted("a", First)));

    [Fact]
    public void A_stream_whose_order_is_not_known_has_its_seeds_averaged_and_no_matrix()
    {
        var table = MadeCurves.Table(Shifted("a", First), Shifted("b", Second));
        var verdict = Judge.Of(table, new JudgementSettings { IsStream = true });
        Assert.Null(verdict.Stream);
        Assert.Equal(Judged(Orders("a", "b"), Shifted("a", First), Shifted("b", Second)).Learners[0].Final, verdict.Learners[0].Final);
        Assert.Contains(verdict.Cautions, caution => caution.StartsWith("One trial learnt all tasks", StringComparison.Ordinal));
    }

    [Fact]
    public void Generalisation_is_measured_against_the_learner_that_is_named_as_never_learning()
    {
        var table = MadeCurves.Table(MadeCurves.Noisy("mine", 0.1, 0.05, 2, 3, 7, 1), MadeCurves.Noisy("still", 0.3, 0, 2, 3, 7, 2));
        var named = Gains("still");
        Assert.Equal(0, named["still"].Value!.Value, 1e-12);
        Assert.NotEqual(0, Gains(null)["still"].Value!.Value);
        Assert.NotEqual(named["mine"], Gains(null)["mine"]);
        Assert.Equal(Gains(null), Gains("nobody"));

        Dictionary<string, Interval> Gains(string? noLearning) => Judge.Of(
            table, new JudgementSettings { IsStream = true, Orders = Orders("t0", "t1"), NoLearning = noLearning }).Stream!.GeneralisationGain.ToDictionary();
    }

    private static Verdict Judged(IReadOnlyList<StreamOrder> orders, params IEnumerable<CurvePoint>[] points) =>
        Judge.Of(MadeCurves.Table(points), new JudgementSettings { IsStream = true, Orders = orders });

    private static StreamOrder[] Orders(string first, string second) =>
    [
        .. Enumerable.Range(0, 3).Select(
            seed => new StreamOrder($"{seed}", [new StreamLeg(first, 3), new StreamLeg(second, 6)])),
    ];

    private static IEnumerable<CurvePoint> Shifted(string task, double[] curve) => MadeCurves.Learner(
        "x", task, curve, [.. curve.Select(score => score + 0.01)], [.. curve.Select(score => score + 0.02)]);

    private static Interval Rounded(Interval interval) => new(
        Math.Round(interval.Value!.Value, 9), Math.Round(interval.Low!.Value, 9), Math.Round(interval.High!.Value, 9));
}
