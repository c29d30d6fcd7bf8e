using System.CommandLine;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Commands;

/// <summary>Judges learning curves that anyone made.</summary>
internal static class ScoreCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var curves = new Argument<string?>("CURVES")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "CSV with learner,task,seed,step,score, or JSON of the same",
        };
        var epsilon = NumberOption.Optional("--epsilon", JudgementSettings.Epsilons, "The change over the late window that counts as none");
        var optimum = NumberOption.Optional(
            "--optimum", JudgementSettings.Optima, "The best possible score: all scores are divided by it, and solved can be told");
        var stream = new Option<string[]>("--stream")
        {
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = false,
            Description = "One trial learnt all tasks: seeds are averaged over the tasks first. With tasks in the order learnt, a,b,c, "
                + "the transfer matrix is made too; may stand several times",
        };
        var html = new Option<string?>("--html") { Description = "Also write the report into this file" };
        var json = CommonOptions.Json();
        var command = new Command(
            "score",
            "Judge learning curves, task by task: improving, plateaued, declining, solved, split or undecided, with intervals.\n"
            + "Example: agentmemory score curves.csv --optimum 1 --json")
        {
            curves, epsilon, optimum, stream, html, json,
        };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(stream) ?? [];
            var path = parsed.GetValue(curves);
            // "--stream curves.csv" reads as the tasks of a stream; a file that is there is meant as the curves.
            if (path is null && named is [.. var tasksNamed, var last] && File.Exists(last))
            {
                (path, named) = (last, tasksNamed);
            }

            if (path is null)
            {
                throw new UserErrorException("no file of curves is named; write agentmemory score curves.csv, with options after it");
            }

            if (parsed.GetValue(html) is { } page)
            {
                WritablePlace.CheckFile(page, "--html");
            }

            var table = CurveFile.Read(path, cancellation);
            if (table.UnknownColumns.Count > 0)
            {
                var unknown = string.Join(", ", table.UnknownColumns.Select(Plain));
                Console.Error.WriteLine(
                    $"caution: {path}: passed over {(table.UnknownColumns.Count == 1 ? "column" : "columns")} {unknown}"
                    + "; known are learner, path, task, seed, step or block, score or raw, floor, ceiling, hidden_bits, exam and any cost_NAME");
            }

            var streams = named.Select(
                tasks => tasks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
            var verdict = Judge.Of(table, new JudgementSettings
            {
                Epsilon = parsed.GetValue(epsilon),
                Optimum = parsed.GetValue(optimum),
                IsStream = parsed.GetResult(stream) is { Implicit: false },
                Orders = streams.Length == 0 ? null : StreamReading.Of(table, streams),
                NoLearning = Catalogue.Controls.NoLearning,
            }, cancellation);
            if (parsed.GetValue(html) is { } report)
            {
                TextFile.Write(report, HtmlReport.Write(new ReportContents { Title = Path.GetFileName(path), Verdict = verdict }));
            }

            Console.Out.Write(parsed.GetValue(json) ? VerdictJson.Write(verdict) : VerdictText.Write(verdict, TerminalSize.TextColumns));
            return ExitCode.Done;
        });
        return command;
    }

    // Names of columns come from a file; none of them may move a terminal's cursor.
    private static string Plain(string name) => string.Concat(name.Select(character => char.IsControl(character) ? '?' : character));
}
