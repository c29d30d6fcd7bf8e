using System.Text.Json;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Results;

/// <summary>A comparison's folder read again: its ledger judged anew, or its curves where the ledger was not kept.</summary>
/// <param name="Name">The folder's own name.</param>
/// <param name="Verdict">By the present rule.</param>
/// <param name="PlanText">The plan as it was run; empty where it was not kept.</param>
/// <param name="Engine">What computed the replies; empty where it is not known.</param>
/// <param name="PracticeUpTo">Practice episodes up to a block; null without a plan.</param>
internal sealed record FinishedRun(string Name, Verdict Verdict, string PlanText, string Engine, Func<int, long>? PracticeUpTo)
{
    /// <summary>Reads a folder; nothing in it is changed.</summary>
    /// <exception cref="UserErrorException">It holds no run with a finished block.</exception>
    public static FinishedRun Read(string folder, CancellationToken cancellation)
    {
        var files = new ResultFiles(folder);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (!File.Exists(files.Ledger))
        {
            return new FinishedRun(name, OfCurves(files, cancellation), File.Exists(files.Plan) ? TextFile.Read(files.Plan, "plan") : "", "", null);
        }

        using var ledger = SqliteLedger.Open(files.Ledger);
        var results = Judged(ledger, files, cancellation);
        var identity = ledger.Identity()!;
        return new FinishedRun(name, results.Verdict, identity.PlanText, identity.Engine, results.Plan.PracticeUpTo);
    }

    /// <summary>The run of a ledger, judged.</summary>
    /// <exception cref="UserErrorException">It holds no finished block.</exception>
    public static RunResults Judged(ILedger ledger, ResultFiles files, CancellationToken cancellation)
    {
        var identity = ledger.Identity()
            ?? throw new UserErrorException($"{files.Ledger} holds no run yet; let compare finish a block first");
        // The plan as it was run, whatever became of the file beside the ledger.
        var plan = PlanFile.ParseKept($"the plan in {files.Ledger}", identity.PlanText, Catalogue.Learners);
        var model = JudgedModelJson.Read(identity.ModelText) ?? Model(files.Verdict);
        var blocks = ledger.Blocks();
        if (blocks.Count == 0)
        {
            throw new UserErrorException($"{files.Path} holds no finished block yet; go on with compare --resume");
        }

        return RunResults.Of(plan, model, blocks, Catalogue.Controls, identity.PlanSha256, cancellation);
    }

    /// <summary>The curves of a folder without a ledger, judged anew.</summary>
    /// <exception cref="UserErrorException">It holds no curves either.</exception>
    public static Verdict OfCurves(ResultFiles files, CancellationToken cancellation)
    {
        if (!File.Exists(files.Curves))
        {
            throw new UserErrorException($"{files.Path} holds neither ledger.db nor curves.csv; name a folder that compare has written into");
        }

        // Evidence used cannot be measured again without the ledger; what was found stands in the earlier document.
        var verdict = Judge.Of(CurveFile.Read(files.Curves, cancellation), new JudgementSettings { Model = Model(files.Verdict) }, cancellation);
        return verdict with { Evidence = [.. Earlier(files.Verdict).Where(one => verdict.Learners.Any(learner => learner.Id == one.Learner))] };
    }

    private static IReadOnlyList<EvidenceVerdict> Earlier(string verdict)
    {
        if (!File.Exists(verdict))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(TextFile.Bytes(verdict, "verdict"));
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
            using var document = JsonDocument.Parse(TextFile.Bytes(verdict, "verdict"));
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
