using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Inference;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>A plan made ready: its model opened, its learners made, its trials drawn.</summary>
internal sealed class LearningSetup : IDisposable
{
    private readonly ModelShelf _shelf;
    private readonly ITrainerProvider _trainers = TrainingEngine.Open();
    private readonly List<ILearner> _learners = [];
    private readonly List<WeightsTools> _tools = [];
    private DirectoryInfo? _untrained;

    /// <param name="home">Where the project's files lie.</param>
    /// <param name="plan">What to make ready.</param>
    /// <param name="threads">To compute with, or null: inference takes one per core, and training what suits model and load.</param>
    /// <param name="window">The longest window that the model must hold, or null for that of the plan.</param>
    /// <param name="only">The one trial that is wanted, or null for all.</param>
    /// <param name="trainedWith">Threads that the run trained with before it was broken off; null for a new one.</param>
    /// <exception cref="UserErrorException">A model, learner, setting or task cannot be used.</exception>
    public LearningSetup(Home home, Plan plan, int? threads, int? window = null, TrialKey? only = null, int? trainedWith = null)
    {
        Prompts = PromptBook.Load(home.Prompts);
        _shelf = new ModelShelf(home, threads);
        try
        {
            Model = _shelf.Open(plan.Model, plan.Device, window ?? plan.ContextTokensMax, plan.Batch);
            var trainedBy = TrainingEngine.Choice(threads, Model.Card.Parameters, trainedWith);
            TrainingThreads = trainedBy.Threads;
            var prompt = new PlayPrompt(Prompts);
            foreach (var learner in plan.Learners)
            {
                _tools.Add(new WeightsTools
                {
                    Model = Model,
                    Prompts = Prompts,
                    Prompt = prompt,
                    Limits = new PlayerLimits(Math.Min(plan.WindowOf(learner), Model.Card.ContextTokens), plan.EpisodeTokens),
                    EngineTokens = Model.ContextTokens,
                    Threads = TrainingThreads,
                    Trainers = _trainers,
                    Base = Enum.Parse<BaseWeights>(plan.TrainingBase, ignoreCase: true),
                    TrainingDevice = plan.Device,
                    Tasks = name => Catalogue.Task(name, Prompts),
                    OpenUntrained = () => OpenUntrained(plan),
                    OpenEmbedder = () => _shelf.OpenEmbedder(plan.Model, plan.Device),
                });
                _learners.Add(LearnerCatalogue.Named(learner.Id).Make(_tools[^1], learner.Settings));
            }

            SharedExperience.RefuseOwnPolicies(plan, _learners);
            (Plan, var held) = Resolved(plan);
            string[] training = held is null ? [] : threads is null ? [trainedBy.ToString(), held] : [held];
            Remarks = [$"inference: {Model.VariantChoice}", .. training];
            Trials = Schedule.Draw(plan, _learners, new TaskCatalogue(Prompts), only);
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

    public LocalModel Model { get; }

    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>What each of the plan's learners works with, in their order.</summary>
    public IReadOnlyList<WeightsTools> Tools => _tools;

    /// <summary>Trainers over the run's model.</summary>
    public ITrainerProvider Trainers => _trainers;

    /// <summary>Threads that a person asked for, or null where the model's size decides.</summary>
    public int? StatedThreads => _shelf.Stated;

    /// <summary>Threads that training uses.</summary>
    public int TrainingThreads { get; }

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
        _learners.OfType<IDisposable>().ToList().ForEach(learner => learner.Dispose());
        _trainers.Dispose();
        _shelf.Dispose();
        _untrained?.Delete(recursive: true);
    }
}
