using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Report;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Cli.Commands;

/// <summary>Judges learning curves that anyone made.</summary>
internal static class ScoreCommand
{
    public static Command Make()
    {
        var curves = new Argument<string>("CURVES") { Description = "CSV with learner,task,seed,step,score, or JSON of the same" };
        var epsilon = NumberOption.Optional("--epsilon", JudgementSettings.Epsilons, "The change over the late window that counts as none");
        var confidence = NumberOption.Usual("--confidence", 0.95, JudgementSettings.Confidences, "Of every interval");
        var stream = new Option<string[]>("--stream")
        {
            Description = "Tasks that one trial learnt one after another, in that order: a,b,c; whole trials are then resampled. "
                + "May stand several times",
        };
        var trend = WordOption.Usual(
            "--trend",
            "slope",
            "What says whether a curve still rises: the slope, as plans do by default, or ranks, which sees more with few runs",
            "slope",
            "ranks");
        var html = new Option<string?>("--html") { Description = "Also write the report into this file" };
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command(
            "score",
            "Judge learning curves: improving, plateaued, declining or undecided, with intervals.\n"
            + "Example: agentmemory score curves.csv --json")
        {
            curves, epsilon, confidence, trend, stream, html, seed, json,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(curves)!;
            if (parsed.GetValue(html) is { } page)
            {
                WritablePlace.CheckFile(page, "--html");
            }

            var table = CurveFile.Read(path);
            var streams = (parsed.GetValue(stream) ?? [])
                .Select(tasks => tasks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
            var verdict = Judge.Of(table, new JudgementSettings
            {
                Epsilon = parsed.GetValue(epsilon),
                Confidence = parsed.GetValue(confidence),
                Trend = parsed.GetValue(trend) == "ranks" ? TrendForm.Ranks : TrendForm.Slope,
                Seed = parsed.GetValue(seed),
                Stream = streams.Length == 0 ? null : StreamReading.Of(table, streams),
            });
            if (parsed.GetValue(html) is { } report)
            {
                TextFile.Write(report, HtmlReport.Write(new ReportContents { Title = Path.GetFileName(path), Verdict = verdict }));
            }

            Console.Out.Write(parsed.GetValue(json) ? VerdictJson.Write(verdict) : VerdictText.Write(verdict));
            return ExitCode.Done;
        });
        return command;
    }
}
