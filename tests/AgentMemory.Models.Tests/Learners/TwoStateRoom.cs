using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners;
using AgentMemory.Learners.Weights;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Testing;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Learners;

/// <summary>The shipped model, the task of two states, and the rooms of comparisons around one learner.</summary>
public sealed class TwoStateRoom : IDisposable
{
    /// <summary>Practice episodes of a block.</summary>
    public const int Episodes = 12;

    private readonly TwoStates _task = new();
    private readonly Testing.TemporaryFolder _folder = new();
    private readonly List<LocalModel> _untrained = [];
    private readonly LocalModel _model = LocalModel.Open(
        ModelEntry.OfFile(RepositoryFiles.Path("models", "small.gguf")),
        new EngineOptions { Threads = 1, ContextTokens = 448, Slots = 8, Exact = true });

    /// <summary>Makes a learner of the catalogue.</summary>
    internal ILearner Make(LearnerEntry entry, LearnerSettings settings) => entry.Make(
        new WeightsTools
        {
            Model = _model,
            Prompts = Weights.PlayWords.Book,
            Prompt = Weights.PlayWords.Prompt,
            Limits = new PlayerLimits(448, 80),
            Threads = 1,
            Trainers = new TorchTrainers(),
            OpenEmbedder = () => LocalEmbedder.Open(ModelEntry.OfFile(_model.Card.Path), new EngineOptions { Threads = 1 }),
            OpenUntrained = OpenUntrained,
            Tasks = _ => _task,
        },
        settings);

    /// <summary>Rooms 3 and 4: a block of practice that a uniform player drew, where the learner does not play itself, and its study.</summary>
    internal BlockWork Study(
        ILearner learner,
        LearnerSettings settings,
        int block,
        Artifact? before,
        string place,
        CancellationToken cancellation,
        int episodes = Episodes)
    {
        _model.Forget();
        var plan = PlanOf(learner, settings, episodes);
        var shop = ShopOf(plan, learner, place);
        return Comparison.Learn(
            new PracticeRoom(plan, shop), new StudyRoom(plan, shop), BlockWork.Of(plan, TrialOf(learner, plan), block, before), cancellation);
    }

    /// <summary>Room 5, for its own sake: whatever an exam may leave behind in a learner or a model, it leaves now.</summary>
    internal Examined Sit(ILearner learner, LearnerSettings settings, Artifact? artifact)
    {
        _model.Forget();
        var plan = PlanOf(learner, settings, Episodes);
        return ShopOf(plan, learner, "exam").Examiner.Evaluate(TrialOf(learner, plan), artifact, default);
    }

    /// <summary>
    /// What a player makes of the right reply among the legal ones, as a probability, over the states of the exam. A player without a model
    /// has no probabilities: there it is the share of right replies.
    /// </summary>
    internal double Likelihood(ILearner learner, Artifact? artifact) => Choices(learner, artifact).Average(choice =>
    {
        var all = choice.LogProbabilities!;
        return choice.Prompt is null ? (choice.Reply == new Reply.Legal(TwoStates.Right) ? 1 : 0) : Math.Exp(all[^1]) / all.Sum(Math.Exp);
    });

    /// <summary>What a player chooses in the states of the exam, with what it was shown and how sure it is.</summary>
    internal IReadOnlyList<Choice> Choices(ILearner learner, Artifact? artifact)
    {
        _model.Forget();
        using var player = learner.Open(artifact);
        (Turn Turn, IEpisode Moment)[] asked = [.. Enumerable.Range(0, 2).Select(i => _task.Exam((ulong)i)).Select(moment => (
            new Turn
            {
                TaskId = _task.Id,
                Documents = [.. _task.Documents.Where(document => document.OpenBook)],
                Earlier = [],
                View = moment.View,
                Temperature = 0,
                Restricted = true,
                Ranked = true,
                Seed = 1,
            },
            moment))];
        return player is IOraclePlayer oracle ? oracle.Choose(asked, default) : player.Choose([.. asked.Select(each => each.Turn)], default);
    }

    /// <summary>Nats per token of the document that an exam does not show, with what the learner's player wears.</summary>
    internal double DocumentLikelihood(ILearner learner, Artifact? artifact)
    {
        _model.Forget();
        var document = _task.Documents.Single(each => !each.OpenBook);
        var worn = ((IAdapted)learner).Worn(artifact);
        using var wearing = worn.Count == 0 ? null : _model.Wear(worn);
        var scored = ((ILanguageModel?)wearing ?? _model).Score([new ScoreRequest($"{document.Title}\n", document.Text + "\n")], default)[0];
        return scored.LogProbability / _model.Tokenizer.Count(document.Text);
    }

    /// <summary>A folder of its own.</summary>
    internal string Folder(string name) => _folder[name];

    public void Dispose()
    {
        _untrained.ForEach(model => model.Dispose());
        _model.Dispose();
        _folder.Dispose();
    }

    private LocalModel OpenUntrained()
    {
        var path = _folder["untrained.gguf"];
        UntrainedModelFile.Write(_model.Card.Path, path, new Rng(1));
        _untrained.Add(LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, ContextTokens = 448, Slots = 8, Exact = true }));
        return _untrained[^1];
    }

    private Workshop ShopOf(Plan plan, ILearner learner, string place) => new()
    {
        Tasks = new OneTask(_task),
        Learners = [learner],
        Controls = ControlNames.Of(LearnerCatalogue.All),
        Artifacts = new ArtifactStore(_folder[place], _model.Card),
        Examiner = new Examiner(plan, TimeProvider.System),
        Model = _model,
        Time = TimeProvider.System,
    };

    private Trial TrialOf(ILearner learner, Plan plan) => Schedule.Draw(plan, [learner], new OneTask(_task)).Single();

    private static Plan PlanOf(ILearner learner, LearnerSettings settings, int episodes) => new()
    {
        Name = "two states",
        Model = "small",
        Device = "cpu",
        Seed = 1,
        Streams = [["two-states?seed=1"]],
        Learners = [new LearnerPlan(learner.Id, settings)],
        Seeds = 1,
        Blocks = 4,
        Practice = [episodes],
        Experience = learner.NeedsOwnEpisodes ? ExperienceSource.Own : ExperienceSource.Shared,
        Exam = 2,
        Batch = 8,
        ContextTokens = 448,
        EpisodeTokens = 80,
        // A learner that plays by its own policy has to find the count that it would not take.
        PracticeTemperature = 3,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    /// <summary>A family of one task: whatever world is asked for, the same one comes.</summary>
    private sealed class OneTask(ITask task) : ITaskCatalogue, ITaskFamily
    {
        public string Name => "two-states";

        public TaskKind Kind => TaskKind.Game;

        public string Summary => "one task";

        public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed];

        public ITask Create(TaskParameters parameters) => task;

        public ITaskFamily? FamilyOf(string name) => this;

        public ITask Make(string name) => task;
    }
}
