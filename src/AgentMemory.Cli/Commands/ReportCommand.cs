using System.CommandLine;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Evaluation.Verdicts;
using AgentMemory.Storage;

namespace AgentMemory.Cli.Commands;

/// <summary>Writes verdict and report of a finished or interrupted comparison anew from its ledger.</summary>
internal static class ReportCommand
{
    public static Command Make()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that compare has written into" };
        var json = CommonOptions.Json();
        var command = new Command(
            "report",
            "Write verdict.json, curves.csv and report.html anew from a run's ledger.\nExample: agentmemory report runs/default-1")
        {
            folder, json,
        };
        command.SetAction(parsed =>
        {
            var run = new ResultFolder(parsed.GetValue(folder)!);
            if (!File.Exists(run.Ledger))
            {
                throw new UserErrorException($"{run.Path} holds no ledger.db; name a folder that compare has written into");
            }

            var plan = PlanFile.Read(run.Plan, LearnerDefaults.Read(Home.Find().Learners));
            using var ledger = SqliteLedger.Open(run.Ledger);
            new Conclusion(plan, Model(run.Verdict), ledger, run) { Cautions = Cautions(run.Verdict) }
                .Write(parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    // What the run warned of, such as documents that did not fit, stands in the verdict alone; what follows from the
    // ledger is said once.
    private static IReadOnlyList<string> Cautions(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllText(verdict));
        return document.RootElement.TryGetProperty("cautions", out var cautions)
            ? [.. cautions.EnumerateArray().Select(c => c.GetString()).OfType<string>()]
            : [];
    }

    // The ledger knows the model by its hash alone; what else was known of it stands in the verdict.
    private static JudgedModel? Model(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return null;
        }

        try
        {
            var model = JsonDocument.Parse(File.ReadAllText(verdict)).RootElement.GetProperty("model");
            return new JudgedModel
            {
                Id = model.GetProperty("id").GetString() ?? "",
                Sha256 = model.GetProperty("sha256").GetString() ?? "",
                Architecture = model.GetProperty("architecture").GetString() ?? "",
                Parameters = model.GetProperty("parameters").GetInt64(),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserErrorException($"{verdict} is no verdict ({e.Message}); delete it and try again", e);
        }
    }
}
