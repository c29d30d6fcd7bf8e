using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Experiments.Probes;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Benchmarks.Model;

/// <summary>What a model in training is asked at a checkpoint: does it play better with its own games in the window?</summary>
internal sealed class CheckpointProbe
{
    private readonly Home _home;
    private readonly ProbePlan _plan;
    private readonly TimeProvider _time;

    private CheckpointProbe(Home home, ProbePlan plan, TimeProvider time) => (_home, _plan, _time) = (home, plan, time);

    /// <summary>By a plan's file, the shipped plan for null, or no probe for "none".</summary>
    /// <exception cref="UserErrorException">The plan cannot be read.</exception>
    public static CheckpointProbe? Make(Home home, string? file, TimeProvider time)
    {
        if (file == "none")
        {
            return null;
        }

        var path = file ?? home.Plan("probes-checkpoint");
        return new CheckpointProbe(home, ProbePlanFile.Parse(path, TextFile.Read(path, "plan")), time);
    }

    /// <summary>One line for the log. What cannot be asked is said in it: training goes on.</summary>
    public string Ask(string model, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        try
        {
            // One thread: the trainer has the others, and waits.
            using var session = new ProbeSession(_home, _plan, model, threads: 1, _time, _ => { });
            var gains = new ContextGain().Measure(session.Room, cancellation)
                .Where(figure => figure.Measure == ContextGain.Gain && figure.Subject == ProbeFigure.All)
                .Select(figure => $"{figure.Group} {figure.Play.ToString().ToLowerInvariant()} {Wording.Interval(figure.Value)}");
            var seconds = _time.GetElapsedTime(began).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            return $"       probe: gain by context {string.Join(", ", gains)} ({seconds} s)";
        }
        catch (UserErrorException e)
        {
            return $"       probe: {e.Message}";
        }
    }
}
