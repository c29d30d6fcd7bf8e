using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Evaluation;

namespace AgentMemory.Cli;

/// <summary>
/// Sits exams in new processes of this program. Such a process knows the plan and the artifact's files and nothing else,
/// so that what a learner carries in its head instead of its files would show.
/// </summary>
internal sealed class ExamElsewhere
{
    private readonly string _plan;
    private readonly int _threads;
    private readonly TimeProvider _time;

    /// <param name="plan">The resolved plan's file.</param>
    /// <param name="threads">Threads to compute with, as here.</param>
    /// <param name="time">The clock.</param>
    public ExamElsewhere(string plan, int threads, TimeProvider time)
    {
        _plan = plan;
        _threads = threads;
        _time = time;
    }

    /// <summary>Starts a process, waits for it, and reads its results. Its start counts among the seconds.</summary>
    /// <exception cref="UserErrorException">The process ended with an error.</exception>
    public Examined Sit(Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        using var process = Process.Start(Command(trial, artifact))
            ?? throw new UserErrorException("no process could be started for an exam; run again without --fresh");
        using var end = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != ExitCode.Done)
        {
            var reason = errors.Find(line => line.StartsWith("error: ", StringComparison.Ordinal))?["error: ".Length..]
                ?? string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {process.ExitCode}");
            throw new UserErrorException($"the exam of {trial.Key.Learner} in a new process failed: {reason}");
        }

        var examined = ExaminedJson.Read(output, $"the exam of {trial.Key.Learner} in a new process");
        return examined with { Cost = examined.Cost with { Seconds = _time.GetElapsedTime(began).TotalSeconds } };
    }

    private ProcessStartInfo Command(Trial trial, Artifact? artifact)
    {
        var start = OwnProgram.With(
            "sit", _plan, "--learner", trial.Key.Learner,
            "--stream", trial.Key.Stream.ToString(CultureInfo.InvariantCulture),
            "--trial", trial.Key.Seed.ToString(CultureInfo.InvariantCulture),
            "--threads", _threads.ToString(CultureInfo.InvariantCulture));
        if (artifact is not null)
        {
            start.ArgumentList.Add("--artifact");
            start.ArgumentList.Add(artifact.Folder);
        }

        return start;
    }
}
