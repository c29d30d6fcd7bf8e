using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation;

public sealed class JudgeInvarianceTests
{
    private static readonly JudgementSettings Plain = new();

    [Fact]
    public void The_order_of_rows_changes_nothing()
    {
        var points = Three().ToArray();
        var document = VerdictJson.Write(Judge.Of(CurveTable.Of(points, "made"), Plain));
        new Rng(8).Shuffle<CurvePoint>(points);
        Assert.Equal(document, VerdictJson.Write(Judge.Of(CurveTable.Of(points, "made"), Plain)));
    }

    [Fact]
    public void Swapping_two_names_flips_every_sign_and_nothing_else()
    {
        var verdict = Judge.Of(CurveTable.Of(Three(), "made"), Plain);
        var swapped = Judge.Of(CurveTable.Of(Three().Select(Swapped), "made"), Plain);
        AssertSameNumbers(Learner(verdict, "a"), Learner(swapped, "b"));
        AssertSameNumbers(Learner(verdict, "b"), Learner(swapped, "a"));
        AssertSameNumbers(Learner(verdict, "c"), Learner(swapped, "c"));
        var there = Pair(verdict, "a", "b");
        var back = Pair(swapped, "a", "b");
        Assert.NotEqual(0, there.Difference.Value!.Value);
        Assert.Equal(there.Difference.Turned(), back.Difference);
        Assert.Equal(Pair(verdict, "a", "c").Difference, Pair(swapped, "b", "c").Difference);
    }

    [Fact]
    public void Adding_a_learner_changes_no_other_learners_numbers()
    {
        var alone = Judge.Of(CurveTable.Of(Three(), "made"), Plain);
        var longer = MadeCurves.Noisy("0 longer", 0.4, 0.02, 3, 7, 30, 99);
        var together = Judge.Of(CurveTable.Of(Three().Concat(longer), "made"), Plain);
        foreach (var learner in alone.Learners)
        {
            AssertSameNumbers(learner, Learner(together, learner.Id));
        }

        foreach (var pair in alone.Pairs)
        {
            var again = Pair(together, pair.Left, pair.Right);
            Assert.Equal((pair.Difference, pair.Tasks), (again.Difference, again.Tasks));
        }
    }

    [Fact]
    public void The_unit_of_a_step_never_matters()
    {
        var document = VerdictJson.Write(Judge.Of(CurveTable.Of(Three(), "made"), Plain));
        var inMinutes = Three().Select(point => point with { Step = 1e6 + (point.Step * point.Step * 17.5) });
        Assert.Equal(document, VerdictJson.Write(Judge.Of(CurveTable.Of(inMinutes, "made"), Plain)));
        // Every task in a unit of its own.
        var perTask = Three().Select(point => point with { Step = point.Step * (point.Task == "t0" ? 3 : 1000) });
        Assert.Equal(document, VerdictJson.Write(Judge.Of(CurveTable.Of(perTask, "made"), Plain)));
    }

    [Fact]
    public void Writing_and_reading_curves_changes_no_verdict()
    {
        var table = CurveTable.Of(Three().WithFlops(3.3), "made");
        using var text = new StringWriter();
        CurveCsv.Write(table, text);
        var read = CurveCsv.Read(new StringReader(text.ToString()), "curves.csv");
        Assert.Equal(VerdictJson.Write(Judge.Of(table, Plain)), VerdictJson.Write(Judge.Of(read, Plain)));
    }

    private static IEnumerable<CurvePoint> Three() =>
        MadeCurves.Noisy("a", 0.2, 0.01, 2, 4, 12, 1)
            .Concat(MadeCurves.Noisy("b", 0.3, 0.03, 2, 4, 12, 2))
            .Concat(MadeCurves.Noisy("c", 0.25, 0.02, 2, 4, 12, 3));

    private static CurvePoint Swapped(CurvePoint point) =>
        point with { Learner = point.Learner switch { "a" => "b", "b" => "a", var other => other } };

    private static LearnerVerdict Learner(Verdict verdict, string id) => verdict.Learners.Single(learner => learner.Id == id);

    private static PairVerdict Pair(Verdict verdict, string left, string right) =>
        verdict.Pairs.Single(pair => pair.Left == left && pair.Right == right);

    private static void AssertSameNumbers(LearnerVerdict left, LearnerVerdict right)
    {
        Assert.Equal(
            (left.First, left.Final, left.Gain, left.Change, left.Word, left.Headline.ImprovingIn),
            (right.First, right.Final, right.Gain, right.Change, right.Word, right.Headline.ImprovingIn));
        Assert.Equal(left.Headline.Words, right.Headline.Words);
        Assert.Equal(left.Curve.Select(band => band.Score), right.Curve.Select(band => band.Score));
    }
}
