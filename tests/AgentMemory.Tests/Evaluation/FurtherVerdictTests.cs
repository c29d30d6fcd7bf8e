using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>What a verdict says beyond the protocol's own numbers.</summary>
public sealed class FurtherVerdictTests
{
    [Fact]
    public void The_student_form_is_the_resamples_deviation_times_students_t()
    {
        var shape = RunShape.SeedsWithinTasks([3]);
        var resamples = Resamples.Draw(shape, 500, 4);
        double[] values = [0.1, 0.4, 0.9];
        var means = new SortedRuns(values, shape).InterquartileMeans(resamples);
        var mean = means.Sum() / means.Length;
        var deviation = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / means.Length);
        var interval = StratifiedBootstrap.InterquartileMean(values, shape, resamples, 0.95, IntervalForm.Student);
        Assert.Equal(1.4 / 3, interval.Value!.Value, 1e-12);
        var half = 4.302652729911275 * Math.Sqrt(1.5) * deviation;
        Assert.Equal((1.4 / 3) - half, interval.Low!.Value, 1e-9);
        Assert.Equal((1.4 / 3) + half, interval.High!.Value, 1e-9);
    }

    [Fact]
    public void Normalised_gain_is_the_share_of_what_the_frozen_twin_left()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("frozen", "t", Flat(0.4), Flat(0.4)), MadeCurves.Learner("notes", "t", Rising(0.7), Rising(0.7))),
            new JudgementSettings());
        Assert.Equal(0.5, verdict.Learners[1].NormalisedGain.Value!.Value, 1e-12);
        Assert.Equal(0, verdict.Learners[0].NormalisedGain.Value!.Value, 1e-12);
        // Without a twin, over the own start: from 0.1 to 0.7 of 1.
        var alone = Judge.Of(MadeCurves.Table(MadeCurves.Learner("notes", "t", Rising(0.7), Rising(0.7))), new JudgementSettings());
        Assert.Equal(0.6 / 0.9, alone.Learners[0].NormalisedGain.Value!.Value, 1e-12);
        var solved = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", Flat(1), Flat(1))), new JudgementSettings());
        Assert.Equal(Interval.Unknown, solved.Learners[0].NormalisedGain);
    }

    [Fact]
    public void A_size_that_falls_counts_as_the_most_there_had_been()
    {
        // "thin" needs 10 bytes at first and then 5; "thick" 30 from its second exam on.
        double[] bytesThin = [10, 10, 5, 5, 5, 5];
        double[] bytesThick = [8, 30, 30, 30, 30, 30];
        double[] thin = [0.2, 0.6, 0.6, 0.6, 0.6, 0.6];
        double[] thick = [0.1, 0.3, 0.3, 0.3, 0.3, 0.3];
        var verdict = Judge.Of(
            MadeCurves.Table(
                WithBytes(MadeCurves.Learner("thick", "t", thick, thick), bytesThick),
                WithBytes(MadeCurves.Learner("thin", "t", thin, thin), bytesThin)),
            new JudgementSettings());
        // Both have had 8 to 10 bytes: at 10, thin is at its last exam and thick still at its first.
        Assert.Equal(new Lead("thin", 10), verdict.Pairs[0].LeadBy(CostNames.ArtifactBytes));
        Assert.Null(verdict.Pairs[0].LeadBy(CostNames.Flops));
    }

    [Fact]
    public void Generalisation_is_measured_on_tasks_not_yet_practised_over_the_frozen_twin()
    {
        double[] first = [0.1, 0.4, 0.6, 0.8, 0.7, 0.6, 0.5];
        double[] second = [0.1, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
        double[] frozenOnSecond = [0.1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15];
        var orders = Enumerable.Range(0, 2).Select(
            seed => new StreamOrder($"{seed}", [new StreamLeg("a", 3), new StreamLeg("b", 6)])).ToArray();
        IEnumerable<CurvePoint>[] notes = [MadeCurves.Learner("notes", "a", first, first), MadeCurves.Learner("notes", "b", second, second)];
        IEnumerable<CurvePoint>[] frozen =
        [
            MadeCurves.Learner("frozen", "a", frozenOnSecond, frozenOnSecond),
            MadeCurves.Learner("frozen", "b", frozenOnSecond, frozenOnSecond),
        ];
        var settings = new JudgementSettings { Stream = orders };
        // After task a, b stands at 0.3, and the twin's at 0.15; without a twin it is held against its own start of 0.1.
        var with = Judge.Of(MadeCurves.Table([.. notes, .. frozen]), settings).Stream!;
        Assert.Equal(0.15, with.GeneralisationGain[1].Value.Value!.Value, 1e-12);
        Assert.Equal(0, with.GeneralisationGain[0].Value.Value!.Value, 1e-12);
        Assert.Equal(0.2, Judge.Of(MadeCurves.Table(notes), settings).Stream!.GeneralisationGain[0].Value.Value!.Value, 1e-12);
    }

    [Fact]
    public void The_document_holds_the_matrix_of_a_stream_and_no_seconds_but_costs()
    {
        var document = JsonNode.Parse(VerdictJson.Write(GoldenVerdictTests.Made()))!;
        var matrix = document["stream"]!["matrix"]!["notes"]!.AsArray();
        Assert.Equal(3, matrix.Count);
        Assert.All(matrix, row => Assert.Equal(2, row!.AsArray().Count));
        Assert.Equal(["t0", "t1"], document["stream"]!["places"]!.AsArray().Select(place => (string)place!));
        Assert.All(document["pairs"]!.AsArray(), pair =>
        {
            var from = pair!["leads_from"]!.AsObject().Select(lead => lead.Key).ToArray();
            Assert.Equal(["block", "tokens", "flops", "artifact_bytes"], from);
            Assert.Equal(from, pair["leader"]!.AsObject().Select(lead => lead.Key));
        });
    }

    [Fact]
    public void A_named_stream_gives_compares_own_curves_the_same_learners()
    {
        var table = CurveTable.Of(
            MadeCurves.Noisy("a", 0.2, 0.01, 3, 4, 13, 5).Concat(MadeCurves.Noisy("b", 0.3, 0.02, 3, 4, 13, 6)), "made");
        var orders = Enumerable.Range(0, 4).Select(seed => new StreamOrder(
            $"{seed}", [new StreamLeg("t2", 4), new StreamLeg("t0", 8), new StreamLeg("t1", 12)])).ToArray();
        var expected = Judge.Of(table, new JudgementSettings { Resamples = 200, Stream = orders });
        var read = StreamReading.Of(table, [["t2", "t0", "t1"]]);
        Assert.Equal(VerdictJson.Write(expected), VerdictJson.Write(Judge.Of(table, new JudgementSettings { Resamples = 200, Stream = read })));
    }

    [Fact]
    public void Streams_that_share_tasks_are_told_apart_by_the_ends_of_seeds()
    {
        var points = MadeCurves.Noisy("a", 0.2, 0.01, 2, 4, 7, 5)
            .Select(point => point with { Seed = $"{int.Parse(point.Seed, null) / 2}.{int.Parse(point.Seed, null) % 2}" });
        var orders = StreamReading.Of(CurveTable.Of(points, "made"), [["t0", "t1"], ["t1", "t0"]]);
        Assert.Equal(["0.0", "1.0", "0.1", "1.1"], orders.Select(order => order.Seed));
        Assert.Equal(["t1", "t0"], orders[2].Legs.Select(leg => leg.Task));
        Assert.Equal([3.0, 6.0], orders[0].Legs.Select(leg => leg.LastStep));
        var plain = CurveTable.Of(MadeCurves.Noisy("a", 0.2, 0.01, 2, 4, 7, 5), "made");
        Assert.Contains("belongs to no --stream", Refused(plain, [["t0", "t1"], ["t1", "t0"]]), StringComparison.Ordinal);
        Assert.Contains("no curve has", Refused(plain, [["t0", "t9"]]), StringComparison.Ordinal);
        Assert.Contains("is in no --stream", Refused(plain, [["t0"]]), StringComparison.Ordinal);
    }

    private static string Refused(CurveTable table, string[][] streams) =>
        Assert.Throws<UserErrorException>(() => StreamReading.Of(table, streams)).Message;

    private static IEnumerable<CurvePoint> WithBytes(IEnumerable<CurvePoint> points, double[] bytes) => points.Select(
        point => point with { Costs = CurveCosts.Of(Cost.None, (long)bytes[(int)point.Step]) });

    private static double[] Flat(double score) => [.. Enumerable.Repeat(score, 6)];

    private static double[] Rising(double final) => [0.1, 0.2, 0.3, 0.4, 0.5, final];
}
