using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>One comparison from plan to verdict: wires the rooms to model, ledger and terminal.</summary>
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

    /// <summary>Called with what the run is made of before anything is run; throws where it may not be.</summary>
    public Action<RunIdentity>? RefuseUnless { get; init; }

    /// <summary>Runs what is not done yet and writes the results.</summary>
    public int Execute(CancellationToken cancellation)
    {
        using var setup = new LearningSetup(_home, _plan, Threads, trainedWith: _folder.TrainingThreads());
        RunNeed.Of(_plan, setup.Model).RefuseIfTooLarge(_folder.Path);
        var model = LedgerCurves.Judged(setup.Model.Card);
        using var elsewhere = Fresh ? new ExamElsewhere(_plan, setup.StatedThreads, TimeProvider.System) : null;
        var classroom = new Classroom
        {
            Plan = _plan,
            ArtifactFolder = _folder.Artifacts,
            Model = setup.Model.Card,
            Forget = setup.Model.Forget,
            Time = TimeProvider.System,
            SitElsewhere = elsewhere is null ? null : elsewhere.Sit,
            HeldOutLoss = HeldOut(setup),
        };
        var plan = _plan.Experience == ExperienceSource.Shared
            ? setup.Plan with { ExperienceSha256 = SharedExperience.Sha256(classroom, setup.Trials, cancellation) }
            : setup.Plan;
        var identity = new RunIdentity
        {
            PlanSha256 = PlanFile.Sha256(plan),
            PromptsSha256 = setup.Prompts.Sha256,
            ModelSha256 = setup.Model.Card.Sha256,
            PlanText = PlanFile.Write(plan),
            ModelText = JudgedModelJson.Write(model),
            Engine = setup.Model.EngineName,
        };
        RefuseUnless?.Invoke(identity);
        using var ledger = new RunLedger(_folder, setup.TrainingThreads);
        ledger.Begin(identity);
        setup.Remarks.ToList().ForEach(Console.Error.WriteLine);
        new ProgressTable(_plan).Show(report => Comparison.Run(classroom, setup.Trials, ledger, report, cancellation));
        new Conclusion(_plan, PlanFile.Sha256(plan), model, ledger, _folder).Write(Json, IsQuiet);
        return ExitCode.Done;
    }

    private Func<ILearner, Artifact?, double>? HeldOut(LearningSetup setup)
    {
        if (_plan.HeldOut is not { } named)
        {
            return null;
        }

        var path = named.EndsWith(".yaml", StringComparison.Ordinal) ? named : _home.Plan(named);
        var text = new HeldOutText(
            setup.Trainers,
            PretrainPlanFile.Read(path),
            Catalogue.Families(setup.Prompts),
            new PlayPrompt(setup.Prompts),
            setup.Model.Card,
            setup.Model.Tokenizer,
            setup.TrainingThreads);
        return (learner, artifact) => text.Loss((learner as IAdapted)?.Worn(artifact) ?? []);
    }
}
