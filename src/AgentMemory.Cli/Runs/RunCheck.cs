using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Runs;

/// <summary>Runs a finished comparison again from its own plan, and holds all that follows from the plan against it, to the digit.</summary>
internal sealed class RunCheck
{
    private readonly Home _home;
    private readonly ResultFiles _earlier;

    /// <param name="home">Where the project's files lie.</param>
    /// <param name="folder">The comparison's folder; read only.</param>
    /// <exception cref="UserErrorException">There is no finished comparison.</exception>
    public RunCheck(Home home, string folder)
    {
        (_home, _earlier) = (home, new ResultFiles(folder));
        foreach (var file in new[] { _earlier.Plan, _earlier.Ledger, _earlier.Curves, _earlier.Verdict })
        {
            if (!File.Exists(file))
            {
                throw new UserErrorException($"{folder} holds no finished comparison: {Path.GetFileName(file)} is missing; name a folder that compare wrote");
            }
        }
    }

    /// <summary>Runs again in a folder that is deleted afterwards.</summary>
    public int Execute(int? threads, bool isSilent, CancellationToken cancellation)
    {
        OldRun.RefuseResume(_earlier);
        var plan = PlanFile.Read(_earlier.Plan, Catalogue.Learners);
        var place = Directory.CreateTempSubdirectory("agentmemory-check-");
        try
        {
            using (var folder = ResultFolder.Choose(Path.Combine(place.FullName, "run"), plan, resume: false))
            {
                new ComparisonRun(_home, plan, folder)
                {
                    Threads = threads,
                    Json = false,
                    Fresh = false,
                    IsQuiet = true,
                    IsForced = true,
                    IsSilent = isSilent,
                    RefuseUnless = SameMakings,
                }.Execute(cancellation);
                return Report(folder);
            }
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    // Another engine, model or wording gives other digits; that is no news, and it would take the whole run to find out.
    private void SameMakings(RunIdentity now)
    {
        using var ledger = SqliteLedger.Open(_earlier.Ledger);
        var before = ledger.Identity() ?? throw new UserErrorException($"{_earlier.Ledger} names no run; name a folder that compare wrote");
        (string What, string Before, string Now)[] makings =
        [
            ("model", before.ModelSha256, now.ModelSha256),
            ("prompts", before.PromptsSha256, now.PromptsSha256),
            ("engine", before.Engine, now.Engine),
            ("plan", before.PlanSha256, now.PlanSha256),
        ];
        foreach (var (what, then, here) in makings.Where(making => making.Before != making.Now))
        {
            throw new UserErrorException(
                $"{_earlier.Path} was made with another {what} ({then} then, {here} now), so its digits cannot be expected; check it where it was made");
        }
    }

    private int Report(ResultFiles again)
    {
        var differences = new[] { (_earlier.Curves, again.Curves), (_earlier.Verdict, again.Verdict) }
            .Select(pair => Difference(pair.Item1, pair.Item2)).OfType<string>().ToList();
        differences.ForEach(Console.Out.WriteLine);
        Console.Out.WriteLine(differences.Count == 0 ? $"{_earlier.Path}: the same to the digit" : $"{_earlier.Path}: NOT the same");
        return differences.Count == 0 ? ExitCode.Done : ExitCode.Fault;
    }

    private static string? Difference(string before, string now)
    {
        string[] earlier = [.. TextFile.Lines(before, "results")];
        string[] later = [.. TextFile.Lines(now, "results")];
        for (var line = 0; line < Math.Max(earlier.Length, later.Length); line++)
        {
            var (then, here) = (earlier.ElementAtOrDefault(line) ?? "(ends)", later.ElementAtOrDefault(line) ?? "(ends)");
            if (then != here)
            {
                return $"{Path.GetFileName(before)}, line {line + 1}:\n  then {then}\n  now  {here}";
            }
        }

        return null;
    }
}
