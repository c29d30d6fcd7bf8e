using System.Diagnostics;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Forecasts;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Runs;

/// <summary>About what a comparison takes on this machine, from a rehearsal of it.</summary>
internal sealed class RunEstimate
{
    // What a whole run keeps of its records until the report is written, beyond a rehearsal.
    private const long RecordsBytes = 50L << 20;

    private readonly TimeForecast? _forecast;

    private RunEstimate(Plan plan, TimeForecast? forecast) => (Plan, _forecast) = (plan, forecast);

    /// <summary>What is estimated.</summary>
    public Plan Plan { get; }

    /// <summary>Whether the first steps showed that it takes a minute at most; nothing more is known then.</summary>
    public bool IsShort { get; private init; }

    /// <summary>How long the rehearsal took.</summary>
    public TimeSpan Rehearsal { get; private init; }

    /// <summary>Of the whole process at its fullest.</summary>
    public long MemoryBytes { get; private init; }

    /// <summary>The ledger and what learners keep.</summary>
    public long DiskBytes { get; private init; }

    /// <summary>Of each learner over all of its trials, in the plan's order; null where nothing was rehearsed.</summary>
    public IReadOnlyList<(string Learner, double Seconds)>? Learners => _forecast?.Of(Plan);

    /// <summary>Of all learners; null where nothing was rehearsed.</summary>
    public double? Seconds => _forecast?.Total(Plan);

    /// <summary>Of each learner's blocks; null where nothing was rehearsed.</summary>
    public IBlockTimes? BlockTimes => _forecast is null ? null : new Expectation(_forecast, Plan);

    /// <summary>Of the same plan with fewer seeds or blocks.</summary>
    public double? SecondsOf(Plan plan) => _forecast?.Total(plan);

    /// <summary>Rehearses a plan; where that would be a large part of it, only if it must.</summary>
    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">What is to be run.</param>
    /// <param name="threads">As typed.</param>
    /// <param name="must">Rehearses whatever the plan's size.</param>
    /// <param name="tell">Takes a line before each learner's part.</param>
    /// <exception cref="UserErrorException">The plan cannot be run, or memory is too small for it.</exception>
    public static RunEstimate Make(Home home, Plan plan, int? threads, bool must, Action<string> tell, CancellationToken cancellation)
    {
        var catalogue = new TaskCatalogue(PromptBook.Load(home.Prompts));
        var began = TimeProvider.System.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("agentmemory-rehearsal-");
        try
        {
            using var setup = new LearningSetup(home, Experiments.Forecasts.Rehearsal.PlanOf(plan, catalogue), threads, cancellation: cancellation);
            var need = RunNeed.Of(plan, setup.Model);
            need.RefuseIfTooLarge(null);
            if (!must && Experiments.Forecasts.Rehearsal.IsLarge(plan, catalogue))
            {
                return new RunEstimate(plan, null) { MemoryBytes = Peak() + need.MemoryBytes, DiskBytes = need.DiskBytes };
            }

            var shop = setup.Workshop(folder.FullName, setup.ExaminerOf(fresh: false));
            var rehearsed = new Rehearsal(plan, shop).Do(setup.Plan, must, cancellation, new Told(tell));
            var forecast = rehearsed is null ? null : TimeForecast.Of(plan, rehearsed, shop, setup.Prompt, cancellation);
            return new RunEstimate(plan, forecast)
            {
                IsShort = rehearsed is null,
                Rehearsal = TimeProvider.System.GetElapsedTime(began),
                MemoryBytes = Peak(),
                DiskBytes = need.DiskBytes,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 + RecordsBytes;
    }

    // At once and in order, which the framework's own progress is not.
    private sealed class Told(Action<string> tell) : IProgress<RehearsalStep>
    {
        public void Report(RehearsalStep value) => tell(EstimateText.Rehearsing(value));
    }

    private sealed class Expectation(TimeForecast forecast, Plan plan) : IBlockTimes
    {
        public TimeSpan? Expected(string learner, int block) => TimeSpan.FromSeconds(forecast.BlockOf(plan, learner, block));
    }
}
