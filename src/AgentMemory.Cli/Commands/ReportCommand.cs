using System.CommandLine;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Commands;

/// <summary>Writes verdict and report of a finished or interrupted comparison anew from its ledger.</summary>
internal static class ReportCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var folders = new Argument<string[]>("DIR")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A folder that compare has written into; several are laid side by side, and none of them is changed",
        };
        var json = CommonOptions.Json();
        var pictures = new Option<bool>("--svg") { Description = "Write curves, verdicts and evidence used as pictures too, for a page and a slide" };
        var html = new Option<string?>("--html") { Description = "Of several folders: write the page with their curves into this file" };
        var command = new Command(
            "report",
            "Write verdict.json, curves.csv and report.html anew from a run's ledger, or from its curves; or lay several runs side by side.\n"
            + "Example: agentmemory report runs/default-1\nExample: agentmemory report runs/default-1 runs/default-2 --html both.html")
        {
            folders, json, pictures, html,
        };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(folders)!;
            if (named.Length > 1)
            {
                return SideBySide(named, parsed.GetValue(html), parsed.GetValue(pictures), parsed.GetValue(json), cancellation);
            }

            if (parsed.GetValue(html) is not null)
            {
                throw new UserErrorException("--html names the page of several folders; of one, report.html is written into the folder; leave --html out");
            }

            var run = new ResultFiles(named[0]) { ArePicturesWanted = parsed.GetValue(pictures) };
            if (!File.Exists(run.Ledger))
            {
                FromCurves(run, parsed.GetValue(json), cancellation);
                return ExitCode.Done;
            }

            using var ledger = SqliteLedger.Open(run.Ledger);
            new Conclusion(FinishedRun.Judged(ledger, run, cancellation), ledger, run).Write(parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static int SideBySide(IReadOnlyList<string> named, string? html, bool arePicturesWanted, bool json, CancellationToken cancellation)
    {
        if (arePicturesWanted)
        {
            throw new UserErrorException("--svg draws the pictures of one folder; name one, or leave --svg out");
        }

        if (html is not null)
        {
            WritablePlace.CheckFile(html, "--html");
        }

        var runs = RunsSideBySide.Of([.. named.Select(folder => FinishedRun.Read(folder, cancellation))]);
        if (html is not null)
        {
            TextFile.Write(html, HtmlReport.Write(runs.Contents()));
        }

        Console.Out.Write(json ? runs.Json() : runs.Text());
        return ExitCode.Done;
    }

    // A folder whose ledger was not kept: its curves are judged anew.
    private static void FromCurves(ResultFiles run, bool json, CancellationToken cancellation)
    {
        var isOld = OldRun.IsOne(run);
        var verdict = FinishedRun.OfCurves(run, cancellation);
        var document = VerdictJson.Write(verdict);
        try
        {
            OldRun.KeepVerdict(run);
            File.WriteAllText(run.Verdict, document);
            var contents = new ReportContents
            {
                Title = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(run.Path)),
                Verdict = verdict,
                Notice = isOld ? OldRun.Notice : "",
            };
            File.WriteAllText(run.Report, HtmlReport.Write(contents));
            PictureFiles.Write(contents, run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the results cannot be written into {run.Path} ({e.Message}); copy the folder to a place of yours", e);
        }

        Console.Out.Write(json ? document : (isOld ? OldRun.Notice + "\n\n" : "") + VerdictText.Write(verdict, TerminalSize.TextColumns));
    }
}
