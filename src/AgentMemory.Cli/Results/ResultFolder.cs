using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Results;

/// <summary>The folder that a comparison writes into, held against other processes.</summary>
internal sealed record ResultFolder(string Path, RunLock Lock) : ResultFiles(Path), IDisposable
{
    private const string Runs = "runs";

    /// <summary>The folder named, or the next free one, or with resume the last one that can go on. None is made here.</summary>
    /// <exception cref="UserErrorException">
    /// It holds a run already, or another process works on it, or there is nothing to resume, or it cannot be written.
    /// </exception>
    public static ResultFolder Choose(string? named, Plan plan, bool resume) => (named, resume) switch
    {
        ({ } path, true) => Resumed(path),
        ({ } path, false) => New(path),
        (null, true) => Latest(plan),
        (null, false) => NextFree(plan.Name),
    };

    public void Dispose() => Lock.Dispose();

    /// <summary>The plan as the run in this folder has it: a style that it leaves open is the one that was chosen when the run began.</summary>
    /// <exception cref="UserErrorException">The run's style was not chosen.</exception>
    public Plan WithStyle(Plan plan) => !plan.ChoosesStyle ? plan : StyleRecord.Applied(plan, Style)
        ?? throw new UserErrorException($"{Path} was begun in a style that was named and not chosen; leave --style auto out to go on with it");

    private static ResultFolder New(string path)
    {
        if (File.Exists(path))
        {
            throw new UserErrorException($"output folder {path} cannot be written, since it is a file; name a folder with --out");
        }

        if (File.Exists(new ResultFiles(path).Ledger))
        {
            throw new UserErrorException($"{path} holds a run already; add --resume to go on with it, or name another folder");
        }

        WritablePlace.Check(path, "output folder", "--out");
        return Held(path);
    }

    private static ResultFolder Resumed(string path)
    {
        if (!File.Exists(new ResultFiles(path).Ledger))
        {
            throw new UserErrorException($"{path} holds no run to go on with; leave --resume out to begin one");
        }

        OldRun.RefuseResume(new ResultFiles(path));
        WritablePlace.Check(path, "output folder", "--out");
        var folder = Held(path);
        if (new FileInfo(folder.Ledger).Length == 0)
        {
            folder.Dispose();
            throw new UserErrorException($"{path} holds no run to go on with: its ledger is empty; name a new folder to begin one");
        }

        return folder;
    }

    private static ResultFolder Held(string path) => new(path, RunLock.TryTake(path) ?? throw RunLock.InUse(path));

    private static ResultFolder NextFree(string name)
    {
        WritablePlace.Check(Runs, "output folder", "--out");
        for (var number = 1; ; number++)
        {
            var path = Numbered(name, number);
            // A run that has finished no block yet has no folder, and holds its name by the lock.
            if (!Directory.Exists(path) && !File.Exists(path) && RunLock.TryTake(path) is { } taken)
            {
                return new ResultFolder(path, taken);
            }
        }
    }

    // An unfinished run goes before a finished one, of which only the results are written anew.
    private static ResultFolder Latest(Plan plan)
    {
        var blocks = plan.Learners.Count * plan.Streams.Count * plan.Seeds * (plan.Blocks + 1);
        ResultFolder? finished = null;
        var passed = new List<string>();
        foreach (var path in Existing(plan.Name))
        {
            if (RunLock.TryTake(path) is not { } taken)
            {
                passed.Add($"{path} is in use");
                continue;
            }

            var (planSha256, done) = Held(new ResultFiles(path));
            var sha256 = PlanFile.Sha256(plan.ChoosesStyle ? StyleRecord.Applied(plan, new ResultFiles(path).Style) ?? plan : plan);
            if (planSha256 == sha256 && done < blocks)
            {
                finished?.Dispose();
                return new ResultFolder(path, taken);
            }

            if (planSha256 == sha256 && finished is null)
            {
                finished = new ResultFolder(path, taken);
                continue;
            }

            passed.Add(planSha256 == sha256 ? $"{path} is finished" : $"{path} is not of this plan");
            taken.Dispose();
        }

        var why = passed.Count == 0 ? "" : $" ({string.Join(", ", passed.Take(3))})";
        return finished ?? throw new UserErrorException(
            $"there is no run of the plan {plan.Name} under {Runs}/ that can go on{why}; leave --resume out to begin one");
    }

    private static (string? PlanSha256, int Blocks) Held(ResultFiles files)
    {
        try
        {
            using var ledger = SqliteLedger.Open(files.Ledger);
            return (ledger.Identity()?.PlanSha256, ledger.Blocks().Count);
        }
        catch (UserErrorException)
        {
            return (null, 0);
        }
    }

    private static IEnumerable<string> Existing(string name)
    {
        var mark = name + "-";
        return !Directory.Exists(Runs) ? [] : Directory.EnumerateDirectories(Runs)
            .Select(path => System.IO.Path.GetFileName(path))
            .Where(folder => folder.StartsWith(mark, StringComparison.Ordinal))
            .Select(folder => int.TryParse(folder.AsSpan(mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .OrderDescending()
            .Select(number => Numbered(name, number))
            .Where(path => File.Exists(new ResultFiles(path).Ledger));
    }

    private static string Numbered(string name, int number) =>
        System.IO.Path.Combine(Runs, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"));
}
