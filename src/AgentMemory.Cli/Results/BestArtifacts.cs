using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Results;

/// <summary>What is kept of one learner.</summary>
/// <param name="Learner">As the plan names it.</param>
/// <param name="Id">Of the catalogue.</param>
/// <param name="Mean">Final score, over its trials.</param>
/// <param name="Trials">That were finished.</param>
/// <param name="Trial">The one whose artifact is kept: the best by final score, of equal ones the first.</param>
/// <param name="Score">Its final score, over the tasks of its stream.</param>
/// <param name="Tasks">Ids of its tasks.</param>
internal sealed record BestArtifact(string Learner, string Id, double Mean, int Trials, TrialKey Trial, double Score, IReadOnlyList<string> Tasks);

/// <summary>
/// The best artifact of each learner of a finished run, as folders that <c>chat</c>, <c>complete</c>, <c>run</c> and <c>models merge</c> take:
/// <c>best/LEARNER</c>, in the form in which <c>run --artifact</c> keeps what it learns.
/// </summary>
internal sealed class BestArtifacts
{
    private readonly Plan _plan;
    private readonly ResultFiles _folder;

    private BestArtifacts(Plan plan, ResultFiles folder, IReadOnlyList<BestArtifact> kept) => (_plan, _folder, Kept) = (plan, folder, kept);

    /// <summary>Best mean first.</summary>
    public IReadOnlyList<BestArtifact> Kept { get; }

    /// <summary>Copies the best artifact of each learner into the result folder. References are measures, and have none.</summary>
    /// <exception cref="UserErrorException">The folder cannot be written.</exception>
    public static BestArtifacts Keep(RunResults results, ResultFiles folder)
    {
        var plan = results.Plan;
        var kept = new List<BestArtifact>();
        foreach (var learner in plan.Learners)
        {
            var last = results.Blocks.Where(block => block.Trial.Learner == learner.Name && block.Block == plan.Blocks && block.Path != LearnerPath.Reference)
                .OrderByDescending(FinalOf).ThenBy(block => block.Trial.Stream).ThenBy(block => block.Trial.Seed).ToList();
            if (last.Count == 0 || last[0].ArtifactSha256 is null)
            {
                continue;
            }

            var best = last[0];
            var from = ArtifactStore.FolderOf(folder.Artifacts, best.Trial, best.Block);
            if (Directory.Exists(from) && ArtifactOwner.Read(from) is { } owner)
            {
                Copy(from, folder.Best(learner.Name), owner);
                kept.Add(new BestArtifact(learner.Name, learner.Id, last.Average(FinalOf), last.Count, best.Trial, FinalOf(best), owner.Tasks));
            }
        }

        return new BestArtifacts(plan, folder, [.. kept.OrderByDescending(best => best.Mean)]);
    }

    /// <summary>For the page, whose commands are typed in its own folder; null where nothing is kept.</summary>
    public TakenAway? OfPage() => Kept.Count == 0 ? null : new TakenAway(
        new ReportTable(
            "Take the best along",
            $"By mean final score over its trials {Kept[0].Learner} is best of those that keep something. Of each learner the artifact of its best trial is "
            + "kept. The commands are typed in the folder of this page; agentmemory is the program or its start script, and a file of one's own is "
            + "named by its path from there.",
            ["learner", "mean at the end", "trials", "kept of it: task", "seed", "its score"],
            [.. Kept.Select(best => (IReadOnlyList<string>)
            [
                best.Learner, Wording.Number(best.Mean), Number(best.Trials), string.Join(" then ", best.Tasks), Number(best.Trial.Seed),
                Wording.Number(best.Score),
            ])]),
        [.. Commands(Path.Combine("best", Kept[0].Learner))]);

    /// <summary>The end of what a person reads on the terminal.</summary>
    public IEnumerable<string> Lines() => Kept.Count == 0 ? [] :
    [
        $"Best at the end: {Kept[0].Learner}, mean {Wording.Number(Kept[0].Mean)} over {Number(Kept[0].Trials)} trials; kept of it: seed "
        + $"{Number(Kept[0].Trial.Seed)}, {string.Join(" then ", Kept[0].Tasks)} ({Wording.Number(Kept[0].Score)}). Use it:",
        .. Commands(_folder.Best(Kept[0].Learner)).Select(command => "  " + command),
    ];

    private IEnumerable<string> Commands(string folder)
    {
        var model = Quoted(_plan.Model);
        yield return $"agentmemory chat --model {model} --artifact {Quoted(folder)}";
        if (Kept[0].Tasks.Count == 1)
        {
            yield return $"agentmemory run \"{Kept[0].Tasks[0]}\" --learner {Kept[0].Id} --model {model} --artifact {Quoted(folder)}";
        }
    }

    private static double FinalOf(BlockResult block) => block.Scores.Average(score => score.Score);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.Any(char.IsWhiteSpace) ? $"\"{text}\"" : text;

    // In the place of an earlier copy when whole.
    private static void Copy(string from, string to, ArtifactOwner owner)
    {
        try
        {
            var partial = to + ".partial";
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            var latest = Path.Combine(partial, ArtifactKeeping.LatestName);
            foreach (var name in Artifact.FilesOf(from))
            {
                var path = Path.Combine(latest, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Copy(Path.Combine(from, name), path);
            }

            Directory.CreateDirectory(latest);
            owner.Write(latest);
            File.WriteAllText(Path.Combine(partial, ArtifactKeeping.CountName), "1");
            if (Directory.Exists(to))
            {
                Directory.Delete(to, recursive: true);
            }

            Directory.Move(partial, to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the best artifact cannot be kept in {to} ({e.Message}); mend that and run agentmemory report", e);
        }
    }
}
