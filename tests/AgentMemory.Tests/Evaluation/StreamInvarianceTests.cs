using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>What must not matter does not, in streams and over every budget too, whichever form the verdict takes.</summary>
public sealed class StreamInvarianceTests
{
    public static TheoryData<TrendForm, IntervalForm> Forms { get; } = new()
    {
        { TrendForm.Slope, IntervalForm.Percentile },
        { TrendForm.Slope, IntervalForm.Student },
        { TrendForm.Ranks, IntervalForm.Percentile },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_order_of_rows_and_of_trials_changes_nothing(TrendForm trend, IntervalForm form)
    {
        var settings = Settings(trend, form);
        var points = Three().ToArray();
        var document = VerdictJson.Write(Judge.Of(CurveTable.Of(points, "made"), settings));
        var rng = new Rng(4);
        rng.Shuffle<CurvePoint>(points);
        var orders = settings.Stream!.ToArray();
        rng.Shuffle<StreamOrder>(orders);
        Assert.Equal(document, VerdictJson.Write(Judge.Of(CurveTable.Of(points, "made"), settings with { Stream = orders })));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Swapping_two_names_swaps_what_streams_say_of_them_and_turns_every_lead(TrendForm trend, IntervalForm form)
    {
        var verdict = Judge.Of(CurveTable.Of(Three(), "made"), Settings(trend, form));
        var swapped = Judge.Of(CurveTable.Of(Three().Select(Swapped), "made"), Settings(trend, form));
        foreach (var (there, back) in Metrics(verdict).Zip(Metrics(swapped)))
        {
            Assert.Equal(Of(there, "a"), Of(back, "b"));
            Assert.Equal(Of(there, "b"), Of(back, "a"));
            Assert.Equal(Of(there, "c"), Of(back, "c"));
        }

        Assert.Equal(Of(verdict.Stream!.Matrices, "a"), Of(swapped.Stream!.Matrices, "b"));
        Assert.Equal(Of(verdict.Stream!.Matrices, "b"), Of(swapped.Stream!.Matrices, "a"));
        var pair = verdict.Pairs.Single(p => p is { Left: "a", Right: "b" });
        var turned = swapped.Pairs.Single(p => p is { Left: "a", Right: "b" });
        Assert.Equal(
            new Interval(-pair.Difference.Value, -pair.Difference.High, -pair.Difference.Low), turned.Difference);
        Assert.Contains(pair.LeadByBudget, lead => lead.Value is not null);
        Assert.Equal(pair.LeadByBudget.Select(lead => lead.Key), turned.LeadByBudget.Select(lead => lead.Key));
        foreach (var (lead, back) in pair.LeadByBudget.Append(KeyValuePair.Create("block", pair.LeadByBlock))
            .Zip(turned.LeadByBudget.Append(KeyValuePair.Create("block", turned.LeadByBlock))))
        {
            Assert.Equal(lead.Value?.From, back.Value?.From);
            Assert.Equal(lead.Value?.Leader, back.Value?.Leader switch { "a" => "b", "b" => "a", var none => none });
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Adding_a_learner_changes_nothing_of_the_others(TrendForm trend, IntervalForm form)
    {
        var alone = Judge.Of(CurveTable.Of(Three(), "made"), Settings(trend, form));
        var together = Judge.Of(CurveTable.Of(Three().Concat(Learner("0", 0.5, 0.01, 3, 77)), "made"), Settings(trend, form));
        foreach (var learner in alone.Learners)
        {
            var again = together.Learners.Single(other => other.Id == learner.Id);
            Assert.Equal(
                (learner.First, learner.Final, learner.Gain, learner.LateSlope, learner.Trend, learner.Area, learner.Word, learner.Why),
                (again.First, again.Final, again.Gain, again.LateSlope, again.Trend, again.Area, again.Word, again.Why));
        }

        foreach (var pair in alone.Pairs)
        {
            var again = together.Pairs.Single(other => other.Left == pair.Left && other.Right == pair.Right);
            Assert.Equal((pair.Difference, pair.ProbabilityOfImprovement), (again.Difference, again.ProbabilityOfImprovement));
            Assert.Equal(pair.LeadByBudget, again.LeadByBudget);
        }

        foreach (var (one, other) in Metrics(alone).Zip(Metrics(together)))
        {
            Assert.All(one, metric => Assert.Equal(metric.Value, Of(other, metric.Key)));
        }

        Assert.All(alone.Stream!.Matrices, matrix => Assert.Equal(matrix.Value, Of(together.Stream!.Matrices, matrix.Key)));
    }

    [Fact]
    public void A_learner_with_fewer_seeds_or_tasks_changes_nothing_of_the_others()
    {
        var settings = new JudgementSettings { Resamples = 300 };
        var alone = Judge.Of(CurveTable.Of(Three(), "made"), settings);
        var poorer = Learner("0", 0.5, 0.01, 3, 78).Where(point => point is { Task: "first", Seed: "0" or "2" });
        var together = Judge.Of(CurveTable.Of(Three().Concat(poorer), "made"), settings);
        foreach (var pair in alone.Pairs)
        {
            var again = together.Pairs.Single(other => other.Left == pair.Left && other.Right == pair.Right);
            Assert.Equal((pair.Difference, pair.ProbabilityOfImprovement), (again.Difference, again.ProbabilityOfImprovement));
            Assert.Equal(pair.LeadByBudget, again.LeadByBudget);
        }
    }

    [Fact]
    public void The_unit_of_a_budget_scales_where_a_lead_begins_and_nothing_else()
    {
        var verdict = Judge.Of(CurveTable.Of(Three(), "made"), Settings(TrendForm.Slope, IntervalForm.Percentile));
        var inOthers = Three().Select(point => point with
        {
            Costs = CurveCosts.Of(new Cost { Flops = 4 * point.Costs![CostNames.Flops]!.Value, TokensRead = 100 }, artifactBytes: 0),
        });
        var scaled = Judge.Of(CurveTable.Of(inOthers, "made"), Settings(TrendForm.Slope, IntervalForm.Percentile));
        foreach (var (pair, again) in verdict.Pairs.Zip(scaled.Pairs))
        {
            Assert.Equal(pair.Difference, again.Difference);
            Assert.Equal(pair.LeadBy(CostNames.Flops)?.Leader, again.LeadBy(CostNames.Flops)?.Leader);
            Assert.Equal(4 * pair.LeadBy(CostNames.Flops)?.From, again.LeadBy(CostNames.Flops)?.From);
        }
    }

    private static JudgementSettings Settings(TrendForm trend, IntervalForm form) => new()
    {
        Resamples = 300,
        Trend = trend,
        Intervals = form,
        Stream = [.. Enumerable.Range(0, 4).Select(seed => new StreamOrder(
            $"{seed}", seed % 2 == 0
                ? [new StreamLeg("first", 6), new StreamLeg("second", 12)]
                : [new StreamLeg("second", 6), new StreamLeg("first", 12)]))],
    };

    private static IEnumerable<CurvePoint> Three() =>
        Learner("a", 0.2, 0.01, 1, 1).Concat(Learner("b", 0.3, 0.03, 2, 2)).Concat(Learner("c", 0.25, 0.02, 5, 3));

    private static IEnumerable<CurvePoint> Learner(string id, double start, double rise, double flops, ulong seed) =>
        MadeCurves.Noisy(id, start, rise, 2, 4, 13, seed).WithFlops(flops)
            .Select(point => point with { Task = point.Task == "t0" ? "first" : "second" });

    private static CurvePoint Swapped(CurvePoint point) =>
        point with { Learner = point.Learner switch { "a" => "b", "b" => "a", var other => other } };

    private static IReadOnlyList<KeyValuePair<string, Interval>>[] Metrics(Verdict verdict) =>
    [
        verdict.Stream!.Accuracy,
        verdict.Stream!.BackwardTransfer,
        verdict.Stream!.ForwardTransfer,
        verdict.Stream!.Forgetting,
        verdict.Stream!.PlasticityGain,
        verdict.Stream!.StabilityGain,
        verdict.Stream!.GeneralisationGain,
    ];

    private static T Of<T>(IReadOnlyList<KeyValuePair<string, T>> byLearner, string learner) =>
        byLearner.Single(entry => entry.Key == learner).Value;
}
