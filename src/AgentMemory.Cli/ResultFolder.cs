using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>The folder a comparison writes into.</summary>
internal sealed record ResultFolder(string Path)
{
    private const string Runs = "runs";

    public string Plan => System.IO.Path.Combine(Path, "plan.yaml");

    public string Ledger => System.IO.Path.Combine(Path, "ledger.db");

    public string Curves => System.IO.Path.Combine(Path, "curves.csv");

    public string Verdict => System.IO.Path.Combine(Path, "verdict.json");

    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>What was forgotten of the model's own corpus; written where the plan asks for it.</summary>
    public string HeldOut => System.IO.Path.Combine(Path, "held-out.csv");

    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>The folder named, or the next free one, or with resume the latest one.</summary>
    /// <exception cref="UserErrorException">It holds a run already, or there is nothing to resume, or it cannot be written.</exception>
    public static ResultFolder Choose(string? named, string plan, bool resume)
    {
        var folder = new ResultFolder(named ?? (resume ? Latest(plan) : NextFree(plan)));
        var holdsRun = File.Exists(folder.Ledger);
        if (holdsRun && !resume)
        {
            throw new UserErrorException($"{folder.Path} holds a run already; add --resume to go on with it, or name another folder");
        }

        if (resume && !holdsRun)
        {
            throw new UserErrorException($"{folder.Path} holds no run to go on with; leave --resume out to begin one");
        }

        folder.MakeWritable();
        return folder;
    }

    private static string NextFree(string plan) => Numbered(plan).First(path => !Directory.Exists(path));

    private static string Latest(string plan) => Numbered(plan).TakeWhile(Directory.Exists).LastOrDefault()
        ?? throw new UserErrorException($"there is no run of the plan {plan} under {Runs}/; leave --resume out to begin one");

    private static IEnumerable<string> Numbered(string plan) => Enumerable.Range(1, 1_000_000)
        .Select(n => System.IO.Path.Combine(Runs, plan + "-" + n.ToString(CultureInfo.InvariantCulture)));

    private void MakeWritable()
    {
        try
        {
            Directory.CreateDirectory(Path);
            var probe = System.IO.Path.Combine(Path, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"output folder {Path} cannot be written ({e.Message}); name another with --out", e);
        }
    }
}
