using AgentMemory.Core;
using AgentMemory.Evaluation.Probes;
using AgentMemory.Fields;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>A model opened for probes, with a scratch folder that goes with it.</summary>
internal sealed class ProbeSession : IDisposable
{
    private readonly ModelShelf _shelf;
    private readonly ITrainerProvider _trainers = TrainingEngine.Open();
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("agentmemory-probes-");

    /// <exception cref="UserErrorException">The model or a task cannot be used.</exception>
    public ProbeSession(Home home, ProbePlan plan, string? model, int? threads, TimeProvider time, Action<string> progress)
    {
        _shelf = new ModelShelf(home, threads);
        try
        {
            Room = MakeRoom(home, plan, model, threads, time, progress);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ProbeRoom Room { get; }

    public void Dispose()
    {
        _trainers.Dispose();
        _shelf.Dispose();
        _scratch.Delete(recursive: true);
    }

    private ProbeRoom MakeRoom(Home home, ProbePlan plan, string? named, int? threads, TimeProvider time, Action<string> progress)
    {
        var prompts = PromptBook.Load(home.Prompts);
        var window = Math.Max(plan.ContextTokens, plan.Facts.Distances.Max());
        var model = _shelf.Open(named, "cpu", window, plan.Batch);
        var prompt = new PlayPrompt(prompts);
        return new ProbeRoom
        {
            Plan = plan,
            Model = model,
            Prompt = prompt,
            MakeTask = name => Catalogue.Task(name, prompts),
            MakeTelling = (name, seed) => FactTelling.Of(
                FieldCatalogue.Resolve(TaskParameters.Parse(name).With(
                    "seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToString()),
                plan.Facts.Questions),
            MakeLearner = MakeLearner,
            Folder = _scratch.FullName,
            Time = time,
            Progress = progress,
        };

        ILearner MakeLearner(string id, ILanguageModel played, IReadOnlyDictionary<string, string> changes)
        {
            var entry = LearnerCatalogue.Named(id);
            var settings = SettingList.Of(entry.Defaults).Changed(entry.Defaults, changes);
            return entry.Make(new WeightsTools
            {
                Model = played,
                Prompts = prompts,
                Prompt = prompt,
                Limits = new PlayerLimits(Math.Min(plan.ContextTokens, model.Card.ContextTokens), plan.EpisodeTokens),
                EngineTokens = model.ContextTokens,
                Threads = TrainingEngine.Choice(threads, model.Card.Parameters).Threads,
                Trainers = _trainers,
                OpenEmbedder = () => _shelf.OpenEmbedder(named, "cpu"),
            }, settings);
        }
    }
}
