using System.CommandLine;
using System.Text.Json;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Commands;

/// <summary>Writes verdict and report of a finished or interrupted comparison anew from its ledger.</summary>
internal static class ReportCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that compare has written into" };
        var json = CommonOptions.Json();
        var drawing = new Option<bool>("--svg") { Description = "Write the drawing of evidence used as evidence.svg too" };
        var command = new Command(
            "report",
            "Write verdict.json, curves.csv and report.html anew from a run's ledger, or from its curves.\nExample: agentmemory report runs/default-1")
        {
            folder, json, drawing,
        };
        command.SetAction(parsed =>
        {
            var run = new ResultFiles(parsed.GetValue(folder)!) { IsDrawingWanted = parsed.GetValue(drawing) };
            if (!File.Exists(run.Ledger))
            {
                FromCurves(run, parsed.GetValue(json), cancellation);
                return ExitCode.Done;
            }

            using var ledger = SqliteLedger.Open(run.Ledger);
            var identity = ledger.Identity()
                ?? throw new UserErrorException($"{run.Ledger} holds no run yet; let compare finish a block first");
            // The plan as it was run, whatever became of the file beside the ledger.
            var plan = PlanFile.ParseKept(
                $"the plan in {run.Ledger}", identity.PlanText, Catalogue.Learners);
            var model = JudgedModelJson.Read(identity.ModelText) ?? Model(run.Verdict);
            var blocks = ledger.Blocks();
            if (blocks.Count == 0)
            {
                throw new UserErrorException($"{run.Path} holds no finished block yet; go on with compare --resume");
            }

            new Conclusion(RunResults.Of(plan, model, blocks, Catalogue.Controls, identity.PlanSha256, cancellation), ledger, run).Write(parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    // A folder whose ledger was not kept: its curves are judged anew.
    private static void FromCurves(ResultFiles run, bool json, CancellationToken cancellation)
    {
        if (!File.Exists(run.Curves))
        {
            throw new UserErrorException($"{run.Path} holds neither ledger.db nor curves.csv; name a folder that compare has written into");
        }

        var isOld = OldRun.IsOne(run);
        // Evidence used cannot be measured again without the ledger; what was found stands in the earlier document.
        var verdict = Judge.Of(CurveFile.Read(run.Curves, cancellation), new JudgementSettings { Model = Model(run.Verdict) }, cancellation);
        verdict = verdict with { Evidence = [.. Earlier(run.Verdict).Where(one => verdict.Learners.Any(learner => learner.Id == one.Learner))] };
        var document = VerdictJson.Write(verdict);
        try
        {
            OldRun.KeepVerdict(run);
            File.WriteAllText(run.Verdict, document);
            File.WriteAllText(run.Report, HtmlReport.Write(new ReportContents
            {
                Title = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(run.Path)),
                Verdict = verdict,
                Notice = isOld ? OldRun.Notice : "",
            }));
            EvidenceDrawing.Write(verdict, run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the results cannot be written into {run.Path} ({e.Message}); copy the folder to a place of yours", e);
        }

        Console.Out.Write(json ? document : (isOld ? OldRun.Notice + "\n\n" : "") + VerdictText.Write(verdict));
    }

    private static IReadOnlyList<EvidenceVerdict> Earlier(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(verdict));
            return EvidenceJson.Read(document.RootElement);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // Ledgers of the first schema know the model by its hash alone; what else was known of it stands in the verdict.
    private static JudgedModel? Model(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(verdict));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("model", out var model)
                ? JudgedModelJson.Read(model.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
