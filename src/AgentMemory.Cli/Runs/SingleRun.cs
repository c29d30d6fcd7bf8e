using System.Globalization;
using System.Text.Json;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Cli.Runs;

/// <summary>One learner at one task: practises, studies, keeps what it learnt.</summary>
internal sealed class SingleRun
{
    private readonly Home _home;
    private readonly Plan _plan;
    private readonly string? _artifact;
    private readonly bool _watch;
    private readonly int? _threads;
    private readonly bool _json;

    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">One task, one learner, one seed, one block.</param>
    /// <param name="artifact">Folder that keeps what is learnt, or null to keep nothing.</param>
    /// <param name="watch">Show every move.</param>
    /// <param name="threads">To compute with, or null for one per core.</param>
    /// <param name="json">Write one JSON document.</param>
    public SingleRun(Home home, Plan plan, string? artifact, bool watch, int? threads, bool json)
    {
        _home = home;
        _plan = plan;
        _artifact = artifact;
        _watch = watch;
        _threads = threads;
        _json = json;
    }

    /// <summary>Plays the episodes and studies them.</summary>
    public int Execute(CancellationToken cancellation)
    {
        using var keeping = new ArtifactKeeping(_artifact);
        using var setup = new LearningSetup(_home, _plan with { Seed = Rng.Mix(_plan.Seed, (ulong)keeping.Runs) }, _threads, cancellation: cancellation);
        RunNeed.Of(_plan, setup.Model).RefuseIfTooLarge(_artifact);
        setup.Remarks.ToList().ForEach(Console.Error.WriteLine);
        var name = _plan.Streams[0][0];
        var task = Catalogue.Task(KeptTask.NameOf(name, new TaskCatalogue(setup.Prompts)), setup.Prompts, cancellation);
        var trial = setup.Trials[0] with { Tasks = [new PlannedTask(0, name, task)] };
        foreach (var caution in DocumentFit.Cautions(_plan, [trial], setup.ToolsOf))
        {
            Console.Error.WriteLine($"caution: {caution}");
        }

        using var watched = _watch ? new WatchedGame(Console.Out) : null;
        var shop = setup.Workshop(keeping.WorkFolder, observer: watched);
        var owner = shop.Artifacts.OwnerOf(trial);
        keeping.Check(owner);

        setup.Model.Forget();
        var work = keeping.Using(owner, () => Comparison.Learn(
            new PracticeRoom(_plan, shop), new StudyRoom(_plan, shop), BlockWork.Of(_plan, trial, block: 1, keeping.Before), cancellation));
        keeping.Keep(work.Artifact);
        watched?.Dispose();
        Report(trial, work, keeping.Runs);
        return ExitCode.Done;
    }

    private void Report(Trial trial, BlockWork work, int earlierRuns)
    {
        var scores = work.Episodes.Select(e => e.Score).ToList();
        if (_json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                schema = "agentmemory.run/1",
                task = trial.Tasks[0].Task.Id,
                learner = trial.Key.Learner,
                earlier_runs = earlierRuns,
                episodes = work.Episodes.Select(e => new
                {
                    score = e.Score,
                    raw = e.Outcome.Score,
                    feedback = e.Outcome.Feedback,
                    moves = e.Moves.Select(m => new { view = m.View.Text, reply = m.Reply }),
                }),
                remarks = work.Remarks,
                artifact_sha256 = work.Artifact?.Sha256,
                tokens_read = work.Cost.TokensRead,
                tokens_written = work.Cost.TokensWritten,
                tokens_trained = work.Cost.TokensTrained,
            }));
            return;
        }

        foreach (var remark in work.Remarks)
        {
            Console.Out.WriteLine($"{(trial.Learner.Path == LearnerPath.Memory ? "wrote" : "learnt")}: {remark}");
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{trial.Key.Learner} on {trial.Tasks[0].Task.Id}, run {earlierRuns + 1}: {scores.Count} episodes, mean score "
            + $"{scores.Average():F3} (0 random, 1 best possible); read {work.Cost.TokensRead}, wrote "
            + $"{work.Cost.TokensWritten}, trained on {work.Cost.TokensTrained} tokens"));
        Console.Out.WriteLine(_artifact is null
            ? "nothing was kept; name a folder with --artifact to carry on from here"
            : $"kept in {_artifact}; the next run with it goes on from there");
    }
}
