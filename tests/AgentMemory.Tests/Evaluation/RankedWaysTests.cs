using System.Text.Json.Nodes;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Scores by raw and by calibrated replies stand beside each other wherever exams kept both, and nowhere else.</summary>
public sealed class RankedWaysTests
{
    [Fact]
    public void The_last_scores_both_ways_have_intervals_over_worlds_and_say_which_is_judged()
    {
        var verdict = Judged(Both("context", isCalibrated: true), Both("lora", isCalibrated: false), MadeCurves.Learner("frozen", "t", [0.1, 0.1], [0.1, 0.1]));
        var context = verdict.TasksOf("context").Single();
        // Worlds 0, 1 and 2 end at 0.5, 0.6 and 0.7 raw, and at 0.8, 0.9 and 1.0 calibrated: the half width is t(0.975, 2) x 0.1 / sqrt 3.
        Assert.Equal(0.6, context.FinalRaw!.Value!.Value, 1e-12);
        Assert.Equal(0.6 - (4.302652729911275 * 0.1 / Math.Sqrt(3)), context.FinalRaw.Low!.Value, 1e-9);
        Assert.Equal(0.9, context.FinalCalibrated!.Value!.Value, 1e-12);
        Assert.Equal(context.Final.Value!.Value, context.FinalCalibrated.Value!.Value, 1e-12);
        Assert.Equal(JudgedWay.Calibrated, context.JudgedWay);
        var lora = verdict.TasksOf("lora").Single();
        Assert.Equal(JudgedWay.Raw, lora.JudgedWay);
        Assert.Equal(lora.Final, lora.FinalRaw);
        Assert.Null(verdict.TasksOf("frozen").Single().FinalRaw);
    }

    [Fact]
    public void Document_and_report_show_them_where_they_were_measured()
    {
        var verdict = Judged(Both("context", isCalibrated: true), MadeCurves.Learner("frozen", "t", [0.1, 0.1], [0.1, 0.1]));
        var tasks = JsonNode.Parse(VerdictJson.Write(verdict))!["tasks"]!.AsArray();
        Assert.Equal("calibrated", tasks[0]!["judged_by"]!.GetValue<string>());
        Assert.Equal(0.6, tasks[0]!["final_raw"]!["value"]!.GetValue<double>(), 1e-6);
        Assert.Null(tasks[1]!["final_raw"]);
        var page = HtmlReport.Write(new ReportContents { Title = "t", Verdict = verdict });
        var section = page[page.IndexOf("<section id=\"ways\">", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("</section>", StringComparison.Ordinal)];
        Assert.Contains(
            "<td>0.60<small>0.35 to 0.85</small></td><td>0.90<small>0.65 to 1.15</small></td><td>calibrated</td>", section, StringComparison.Ordinal);
        Assert.DoesNotContain("frozen", section, StringComparison.Ordinal);

        var without = HtmlReport.Write(new ReportContents { Title = "t", Verdict = Judged(MadeCurves.Learner("frozen", "t", [0.1, 0.1], [0.1, 0.1])) });
        Assert.DoesNotContain("id=\"ways\"", without, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_scores_are_read_back_from_curves()
    {
        using var text = new StringWriter();
        CurveCsv.Write(MadeCurves.Table(Both("context", isCalibrated: true)), text);
        var read = CurveCsv.Read(new StringReader(text.ToString()), "curves");
        Assert.Equal(0.7, read.Points[^1].ScoreRaw!.Value);
        Assert.Equal(1.0, read.Points[^1].ScoreCalibrated!.Value);
        Assert.Equal(JudgedWay.Calibrated, Judge.Of(read, new JudgementSettings()).Tasks[0].JudgedWay);
    }

    [Fact]
    public void Where_both_never_differ_either_is_judged()
    {
        var verdict = Judged(MadeCurves.Learner("context", "t", [0.1, 0.5], [0.1, 0.6]).Select(p => p with { ScoreRaw = p.Score, ScoreCalibrated = p.Score }));
        Assert.Equal(JudgedWay.Either, verdict.Tasks[0].JudgedWay);
    }

    private static Verdict Judged(params IEnumerable<CurvePoint>[] learners) => Judge.Of(MadeCurves.Table(learners), new JudgementSettings());

    private static IEnumerable<CurvePoint> Both(string id, bool isCalibrated) =>
        from seed in Enumerable.Range(0, 3)
        from step in Enumerable.Range(0, 2)
        let raw = step == 0 ? 0 : (5 + seed) / 10.0
        let calibrated = step == 0 ? 0.2 : (8 + seed) / 10.0
        select MadeCurves.Point(id, "t", seed, step, isCalibrated ? calibrated : raw) with { ScoreRaw = raw, ScoreCalibrated = calibrated };
}
