using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners;

/// <summary>
/// What a learner made, taken along to where there is no task: the model wears its adapters, and what it remembers in words (notes, items,
/// passages, episodes) stands before what is said. Nothing is learnt, and the folder stays as it is.
/// </summary>
public sealed class TakenAlong : ILearntWords, IDisposable
{
    private const string Latest = "latest";
    private const int EpisodeShare = 4;
    private readonly ILanguageModel? _wearing;
    private readonly PlayPrompt _prompt;
    private readonly IRecallingPlayer? _player;

    private TakenAlong(ArtifactOwner owner, ILanguageModel model, PlayPrompt prompt, ILearner learner, Artifact artifact)
    {
        (Owner, _prompt) = (owner, prompt);
        Worn = (learner as IAdapted)?.Worn(artifact) ?? [];
        _player = learner.Path == LearnerPath.Weights ? null : learner.Open(artifact) as IRecallingPlayer;
        try
        {
            _wearing = Worn.Count > 0 ? model.Wear(Worn) : null;
        }
        catch
        {
            _player?.Dispose();
            throw;
        }

        Model = _wearing ?? model;
    }

    /// <summary>Whose it is.</summary>
    public ArtifactOwner Owner { get; }

    /// <summary>The model as the learner left it.</summary>
    public ILanguageModel Model { get; }

    /// <summary>The adapters that it wears; none where all that was learnt is words.</summary>
    public IReadOnlyList<WornAdapter> Worn { get; }

    /// <summary>Whether something of it is words.</summary>
    public bool HasWords => _player is not null;

    /// <summary>One line for people.</summary>
    public string Summary => $"with what {Owner.Learner} learnt of {string.Join(", ", Owner.Tasks)}: "
        + string.Join(" and ", (string[])
        [
            .. Worn.Count > 0 ? [$"{Worn.Count} adapter{(Worn.Count == 1 ? "" : "s")}"] : (string[])[],
            .. HasWords ? ["what it remembers in words"] : (string[])[],
        ]);

    /// <summary>Opens what a learner made.</summary>
    /// <param name="folder">The artifact itself, or a folder that keeps one as <c>latest</c>.</param>
    /// <param name="model">The model it was made with; stays the caller's.</param>
    /// <param name="prompts">The words around notes and episodes.</param>
    /// <param name="openEmbedder">Opens an embedder over the model, for stores that were made with one; null for none.</param>
    /// <exception cref="UserErrorException">The folder is none, is damaged, or another model made it.</exception>
    public static TakenAlong Open(string folder, ILanguageModel model, PromptBook prompts, Func<IEmbedder>? openEmbedder = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        var name = $"artifact {folder}";
        var place = Directory.Exists(Path.Combine(folder, Latest)) ? Path.Combine(folder, Latest) : folder;
        if (!Directory.Exists(place))
        {
            throw new UserErrorException($"{name} is not there; compare keeps the best of each learner under best/, and run --artifact keeps its own");
        }

        var owner = ArtifactOwner.Read(place) ?? throw new UserErrorException(
            $"{name} does not say which learner made it: there is no {ArtifactOwner.FileName}; name what compare keeps under best/, or run --artifact");
        owner.RequireFiles(place, name);
        owner.RequireModel(model.Card.Id, model.Card.Sha256, name);
        var entry = LearnerCatalogue.All.FirstOrDefault(learner => learner.Id == owner.Learner)
            ?? throw new UserErrorException(
                $"{name} was made by the learner {owner.Learner}, which this program does not have; use the program that made it");
        if (entry.Path == LearnerPath.Reference)
        {
            throw new UserErrorException(
                $"{name} was made by the reference {owner.Learner}, which others are measured by and which cannot be taken along; name a learner's");
        }

        var style = Enum.TryParse<PromptStyle>(owner.Style, ignoreCase: true, out var known) ? known : PromptStyle.Game;
        // Elsewhere a conversation has its own turns.
        var prompt = new PlayPrompt(prompts, style == PromptStyle.Chat ? PromptStyle.Qa : style);
        var window = Math.Min(model.ContextTokens, model.Card.ContextTokens);
        var tools = new WeightsTools
        {
            Model = model,
            Prompts = prompts,
            Prompt = prompt,
            Limits = new PlayerLimits(window, window / EpisodeShare),
            Threads = 1,
            Trainers = new NothingIsTrained(),
            OpenEmbedder = openEmbedder,
        };
        try
        {
            var list = SettingList.Of(entry.Defaults);
            var learner = entry.Make(tools, list.Changed(entry.Defaults, owner.Settings ?? new Dictionary<string, string>()));
            return new TakenAlong(owner, model, prompt, learner, Artifact.Of(place));
        }
        catch (Exception e) when (e is UserErrorException or IOException)
        {
            throw new UserErrorException($"{name} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public string Of(string said, int tokensMax)
    {
        ArgumentNullException.ThrowIfNull(said);
        ArgumentOutOfRangeException.ThrowIfNegative(tokensMax);
        return _player is null ? "" : string.Concat(Owner.Tasks.Select(task =>
        {
            var remembered = _player.Recall(new Turn
            {
                TaskId = task,
                Documents = [],
                Earlier = [],
                View = new View(said, new ReplyForm.Written(1)),
                Temperature = 0,
                Restricted = false,
                Seed = 1,
            });
            return _prompt.Compose(remembered, Model.Tokenizer, tokensMax / Owner.Tasks.Count).Text;
        }));
    }

    public void Dispose()
    {
        _player?.Dispose();
        _wearing?.Dispose();
    }

    /// <summary>What is taken along is used as it is.</summary>
    private sealed class NothingIsTrained : ITrainerProvider
    {
        public ITrainer Open(string modelPath, TrainerSettings settings) => throw Never();

        public (BaseWeights Kind, string Why) ResolveBase(string modelPath, BaseWeights wanted, string? device) => throw Never();

        public MemoryEstimate Estimate(string modelPath, TrainerSettings settings) => throw Never();

        public MemoryEstimate EstimateFromNothing(ModelShape shape, BatchShape batch) => throw Never();

        public void Dispose()
        {
        }

        private static NotSupportedException Never() => new("what is taken along is not trained");
    }
}
