using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Cli.Runs;

/// <summary>
/// Takes exams in new processes of this program. Such a process knows the plan and the artifact's files and nothing else,
/// so that what a learner carries in its head instead of its files would show.
/// </summary>
internal sealed class OutOfProcessExaminer : IExaminer, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agentmemory-exam-");
    private readonly string _plan;
    private readonly int? _threads;
    private readonly TimeProvider _time;

    /// <param name="plan">The resolved plan; the processes read it from a file of their own.</param>
    /// <param name="threads">Threads to compute with where a person asked for a number, as here.</param>
    /// <param name="time">The clock.</param>
    public OutOfProcessExaminer(Plan plan, int? threads, TimeProvider time)
    {
        _plan = Path.Combine(_folder.FullName, "plan.yaml");
        _threads = threads;
        _time = time;
        File.WriteAllText(_plan, PlanFile.Write(plan));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Starts a process, waits for it, and reads its results. Its start counts among the seconds.</summary>
    /// <exception cref="UserErrorException">The process ended with an error.</exception>
    public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var run = OwnProgram.Run(Arguments(trial, artifact), cancellation);
        if (run.ExitCode != ExitCode.Done)
        {
            var reason = run.ErrorLine ?? string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {run.ExitCode}");
            throw new UserErrorException($"the exam of {trial.Key.Learner} in a new process failed: {reason}");
        }

        var examined = ExaminedJson.Read(run.Output, $"the exam of {trial.Key.Learner} in a new process");
        return examined with { Cost = examined.Cost with { Seconds = _time.GetElapsedTime(began).TotalSeconds } };
    }

    private List<string> Arguments(Trial trial, Artifact? artifact)
    {
        List<string> arguments =
        [
            "sit", _plan, "--learner", trial.Key.Learner,
            "--stream", trial.Key.Stream.ToString(CultureInfo.InvariantCulture),
            "--trial", trial.Key.Seed.ToString(CultureInfo.InvariantCulture),
        ];
        if (_threads is { } threads)
        {
            arguments.AddRange(["--threads", threads.ToString(CultureInfo.InvariantCulture)]);
        }

        if (artifact is not null)
        {
            arguments.AddRange(["--artifact", artifact.Folder]);
        }

        return arguments;
    }
}
