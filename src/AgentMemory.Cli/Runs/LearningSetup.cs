using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Inference;
using AgentMemory.Learners;
using AgentMemory.Learners.Weights;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;

namespace AgentMemory.Cli.Runs;

/// <summary>
/// A plan made ready: its model opened, its learners made, its tasks drawn. The one place that composes what rooms work with, for
/// comparisons, single runs, exams and probes alike.
/// </summary>
internal sealed class LearningSetup : IDisposable
{
    private readonly Home _home;
    private readonly ModelShelf _shelf;
    private readonly ITrainerProvider _trainers = TrainingEngine.Open();
    private readonly List<ILearner> _learners = [];
    private readonly List<WeightsTools> _tools = [];
    private readonly TaskCache _tasks;
    private OutOfProcessExaminer? _elsewhere;
    private DirectoryInfo? _untrained;

    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">What to make ready.</param>
    /// <param name="threads">To compute with, or null: inference takes one per core, and training what suits model and load.</param>
    /// <param name="window">The longest window that the model must hold, or null for that of the plan.</param>
    /// <param name="only">The one trial that is wanted, or null for all.</param>
    /// <param name="trainedWith">Threads that the run trained with before it was broken off; null for a new one.</param>
    /// <param name="cancellation">Stops making tasks, now and later.</param>
    /// <exception cref="UserErrorException">A model, learner, setting or task cannot be used.</exception>
    public LearningSetup(
        Home home, Plan plan, int? threads, int? window = null, TrialKey? only = null, int? trainedWith = null, CancellationToken cancellation = default)
    {
        _home = home;
        Plan = plan;
        Prompts = PromptBook.Load(home.Prompts);
        _tasks = new TaskCache(Prompts, cancellation);
        _shelf = new ModelShelf(home, threads);
        try
        {
            Plan = plan = TaskFiles.Pinned(plan, _tasks);
            Model = _shelf.Open(plan.Model, plan.Device, window ?? plan.ContextTokensMax, plan.Batch);
            Prompt = ModelTurns.PromptOf(plan, Prompts, Model, cancellation);
            var trainedBy = TrainingEngine.Choice(threads, Model.Card.Parameters, trainedWith);
            TrainingThreads = trainedBy.Threads;
            foreach (var learner in plan.Learners)
            {
                _tools.Add(ToolsOf(learner, Model));
                _learners.Add(LearnerCatalogue.Named(learner.Id).Make(_tools[^1], learner.Settings));
            }

            SharedExperience.RefuseOwnPolicies(plan, _learners);
            (Plan, var held) = Resolved(plan);
            string[] training = held is null ? [] : threads is null ? [trainedBy.ToString(), held] : [held];
            Remarks = [$"inference: {Model.VariantChoice}", .. training, .. WindowCautions.Select(caution => $"caution: {caution}")];
            Trials = Schedule.Draw(plan, _learners, _tasks, only, cancellation);
            var shortest = Plan.Learners.Select(Plan.WindowOf).Append(Model.Card.ContextTokens).Min();
            QuestionFit.Refuse(Trials, Prompt, Model.Tokenizer, shortest);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What this machine decided about inference and training, a line each; a person is told once nothing is refused any more.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The plan, with what was left to this machine decided.</summary>
    public Plan Plan { get; }

    public PromptBook Prompts { get; }

    /// <summary>The renderer of all learners, without calibration.</summary>
    public PlayPrompt Prompt { get; }

    public LocalModel Model { get; }

    /// <summary>All trials, or the one that was wanted: drawn here so that a task that cannot be used is refused before anything runs.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>What each of the plan's learners works with, in their order.</summary>
    public IReadOnlyList<WeightsTools> Tools => _tools;

    /// <summary>What a learner of the plan works with, by its name.</summary>
    public WeightsTools ToolsOf(string learner) => _tools[Plan.Learners.Select(own => own.Name).ToList().IndexOf(learner)];

    /// <summary>Threads that training uses.</summary>
    public int TrainingThreads { get; }

    /// <summary>Windows of the plan that are longer than the model's, which they are cut to.</summary>
    public IEnumerable<string> WindowCautions => Plan.Learners.Select(Plan.WindowOf).Distinct().Where(window => window > Model.Card.ContextTokens)
        .Select(window => $"context_tokens is {window}, and {Model.Card.Id} holds {Model.Card.ContextTokens} tokens: no more are shown to it");

    /// <summary>What the rooms work with.</summary>
    /// <param name="artifacts">The folder under which artifacts are kept.</param>
    /// <param name="examiner">Takes the exams; null takes them here.</param>
    /// <param name="observer">Watches practice, or null.</param>
    public Workshop Workshop(string artifacts, IExaminer? examiner = null, IMoveObserver? observer = null) => new()
    {
        Tasks = _tasks,
        Learners = _learners,
        Controls = Catalogue.Controls,
        Artifacts = new ArtifactStore(artifacts, Model.Card, Plan),
        Examiner = examiner ?? new Examiner(Plan, TimeProvider.System),
        Model = Model,
        Time = TimeProvider.System,
        Observer = observer,
    };

    /// <summary>What takes a comparison's exams, with the held-out text measured beside them where the plan names one.</summary>
    /// <param name="fresh">Take every exam in a new process.</param>
    public IExaminer ExaminerOf(bool fresh)
    {
        IExaminer examiner = fresh
            ? _elsewhere = new OutOfProcessExaminer(Plan, _shelf.Stated, TimeProvider.System)
            : new Examiner(Plan, TimeProvider.System);
        if (Plan.HeldOut is not { } named)
        {
            return examiner;
        }

        var path = named.EndsWith(".yaml", StringComparison.Ordinal) ? named : _home.Plan(named);
        return new HeldOutExaminer(examiner, new HeldOutText(
            _trainers, PretrainPlanFile.Read(path), Catalogue.Families(Prompts), new PlayPrompt(Prompts), Model.Card, Model.Tokenizer, TrainingThreads));
    }

    /// <summary>A learner over another model than the run's, which the caller disposes of where it can be.</summary>
    public ILearner Make(LearnerPlan learner, ILanguageModel model) =>
        LearnerCatalogue.Named(learner.Id).Make(ToolsOf(learner, model), learner.Settings);

    /// <summary>What a comparison is made of.</summary>
    /// <param name="plan">Resolved to the last number.</param>
    public RunIdentity IdentityOf(Plan plan) => new()
    {
        PlanSha256 = PlanFile.Sha256(plan),
        PromptsSha256 = Prompts.Sha256,
        ModelSha256 = Model.Card.Sha256,
        PlanText = PlanFile.Write(plan),
        ModelText = JudgedModelJson.Write(LedgerCurves.Judged(Model.Card)),
        Engine = Model.EngineName,
    };

    private WeightsTools ToolsOf(LearnerPlan learner, ILanguageModel model) => new()
    {
        Model = model,
        Prompts = Prompts,
        Prompt = Prompt.With(Plan.CalibrationOf(learner)),
        Limits = new PlayerLimits(
            Math.Min(Plan.WindowOf(learner), Model.Card.ContextTokens), Plan.EpisodeTokens + Prompt.ThoughtTokens(Model.Tokenizer)),
        EngineTokens = Model.ContextTokens,
        Threads = TrainingThreads,
        Trainers = _trainers,
        Base = Enum.Parse<BaseWeights>(Plan.TrainingBase, ignoreCase: true),
        TrainingDevice = Plan.Device,
        Tasks = name => Catalogue.Task(name, Prompts),
        OpenUntrained = () => OpenUntrained(Plan),
        OpenEmbedder = () => _shelf.OpenEmbedder(Plan.Model, Plan.Device),
    };

    private (Plan Plan, string? Held) Resolved(Plan plan)
    {
        if (!_learners.Exists(l => l.Path is LearnerPath.Weights or LearnerPath.Both))
        {
            return (plan, null);
        }

        var (kind, why) = _trainers.ResolveBase(Model.Card.Path, Enum.Parse<BaseWeights>(plan.TrainingBase, ignoreCase: true), plan.Device);
        return (plan with { TrainingBase = kind.ToString().ToLowerInvariant() }, $"training: the base is held as {why}");
    }

    // Its weights follow from the model's hash, so that a run that goes on finds the same.
    private LocalModel OpenUntrained(Plan plan)
    {
        _untrained ??= Directory.CreateTempSubdirectory("agentmemory-untrained-");
        var path = Path.Combine(_untrained.FullName, "untrained.gguf");
        if (!File.Exists(path))
        {
            UntrainedModelFile.Write(Model.Card.Path, path, new Rng(Rng.Hash(Model.Card.Sha256)));
        }

        return _shelf.Open(path, plan.Device, plan.ContextTokensMax, plan.Batch);
    }

    public void Dispose()
    {
        _elsewhere?.Dispose();
        _learners.OfType<IDisposable>().ToList().ForEach(learner => learner.Dispose());
        _trainers.Dispose();
        _shelf.Dispose();
        _untrained?.Delete(recursive: true);
    }
}
