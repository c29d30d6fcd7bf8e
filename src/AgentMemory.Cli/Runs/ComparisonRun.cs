using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Forecasts;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Runs;

/// <summary>One comparison from plan to verdict: the rooms with a model, a ledger and a terminal.</summary>
internal sealed class ComparisonRun
{
    private readonly Home _home;
    private readonly Plan _plan;
    private readonly ResultFolder _folder;

    public ComparisonRun(Home home, Plan plan, ResultFolder folder)
    {
        _home = home;
        _plan = plan;
        _folder = folder;
    }

    /// <summary>Threads to compute with, or null for one per core.</summary>
    public required int? Threads { get; init; }

    /// <summary>Print the verdict as JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>Sit every exam in a new process.</summary>
    public required bool Fresh { get; init; }

    /// <summary>Print no verdict.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>What is kept beside the plan of how its style was chosen; null where it was not.</summary>
    public string? StyleChosen { get; init; }

    /// <summary>Go on where documents of open-book exams do not fit the window.</summary>
    public bool IsForced { get; init; }

    /// <summary>Show no progress.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Called with what the run is made of before anything is run; throws where it may not be.</summary>
    public Action<RunIdentity>? RefuseUnless { get; init; }

    /// <summary>Runs what is not done yet and writes the results.</summary>
    public int Execute(CancellationToken cancellation)
    {
        using var display = ProgressDisplay.Begin(_plan, _folder.Path, TimeProvider.System, IsSilent);
        var estimate = Estimated(display, cancellation);
        display.Enter("opening the model, making the tasks");
        using var setup = new LearningSetup(_home, _plan, Threads, trainedWith: _folder.TrainingThreads(), cancellation: cancellation);
        RunNeed.Of(_plan, setup.Model).RefuseIfTooLarge(_folder.Path);
        var shop = setup.Workshop(_folder.Artifacts, setup.ExaminerOf(Fresh));
        var plan = setup.Plan.Experience == ExperienceSource.Shared
            ? setup.Plan with { ExperienceSha256 = new SharedExperience(setup.Plan, shop.Time).Sha256(setup.Trials, cancellation) }
            : setup.Plan;
        var identity = setup.IdentityOf(plan);
        RefuseUnless?.Invoke(identity);
        var unshown = DocumentFit.Cautions(plan, setup.Trials, setup.ToolsOf);
        if (!IsForced && !File.Exists(_folder.Ledger))
        {
            DocumentFit.Refuse(plan, unshown);
        }

        using var ledger = new RunLedger(_folder, setup.TrainingThreads) { StyleChosen = StyleChosen };
        ledger.Begin(identity);
        setup.Remarks.ToList().ForEach(display.Say);
        unshown.ToList().ForEach(caution => display.Say($"caution: {caution}"));
        display.Say(Headline.Power(PlanForecast.PowerOf(plan, setup.Trials)));
        (estimate is null ? [] : EstimateText.Lines(estimate)).ToList().ForEach(display.Say);
        var results = display.Run(ledger, shown => Comparison.Run(plan, shop, shown, cancellation), estimate?.BlockTimes);
        display.Dispose();
        new Conclusion(results, ledger, _folder).Write(Json, IsQuiet);
        if (estimate?.Seconds is { } estimated)
        {
            display.Say(EstimateText.Missed(TimingsJson.Total(results.Blocks), estimated));
        }

        return ExitCode.Done;
    }

    // A run that goes on was estimated when it began; one that shows nothing would tell nobody.
    private RunEstimate? Estimated(ProgressDisplay display, CancellationToken cancellation)
    {
        if (IsQuiet || IsSilent || File.Exists(_folder.Ledger))
        {
            return null;
        }

        display.Enter("opening the model for a rehearsal of a small part");
        return RunEstimate.Make(_home, _plan, Threads, must: false, display.Enter, cancellation);
    }
}
