using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Probes;
using AgentMemory.Fields;
using AgentMemory.Fields.Families.Facts;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Learners;

namespace AgentMemory.Cli.Benchmarks.Model;

/// <summary>A model opened for probes, with a scratch folder that goes with it.</summary>
internal sealed class ProbeSession : IProbeLearners, IDisposable
{
    private readonly LearningSetup _setup;
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("agentmemory-probes-");

    /// <exception cref="UserErrorException">The model or a task cannot be used.</exception>
    public ProbeSession(Home home, ProbePlan plan, string? model, int? threads, TimeProvider time, Action<string> progress)
    {
        try
        {
            _setup = new LearningSetup(
                home, PlanOf(home, plan, model), threads, window: Math.Max(plan.ContextTokens, plan.Facts.Distances.Max()));
        }
        catch
        {
            _scratch.Delete(recursive: true);
            throw;
        }

        Room = new ProbeRoom
        {
            Plan = plan,
            Shop = _setup.Workshop(_scratch.FullName) with { Time = time },
            Prompt = _setup.Prompt,
            Learners = this,
            MakeTelling = (name, seed) => FactTelling.Of(
                FieldCatalogue.Resolve(TaskParameters.Parse(name), seed), plan.Facts.Questions),
            Progress = progress,
        };
    }

    public ProbeRoom Room { get; }

    /// <inheritdoc/>
    public ILearner Make(ProbedLearner learner) => _setup.Make(
        Catalogue.Learners.Named(learner switch
        {
            ProbedLearner.NoLearning => "frozen",
            ProbedLearner.InContext => "context",
            _ => "lora",
        }),
        _setup.Model);

    /// <inheritdoc/>
    public ILearner MakeWriter(ILanguageModel model, ProbePlay writing)
    {
        var notes = LearnerCatalogue.Named("notes");
        var temperature = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["temperature"] = ProbeRoom.TemperatureOf(writing).ToString(CultureInfo.InvariantCulture),
        };
        return _setup.Make(new LearnerPlan(notes.Id, SettingList.Of(notes.Defaults).Changed(notes.Defaults, temperature)), model);
    }

    public void Dispose()
    {
        _setup.Dispose();
        _scratch.Delete(recursive: true);
    }

    // Streams and learners are the room's to make, one by one.
    private Plan PlanOf(Home home, ProbePlan plan, string? model) => PlanFile.Read(home.Plan("default"), Catalogue.Learners) with
    {
        Name = plan.Name,
        Model = model ?? ModelCatalogue.Read(home.Models).Resolve(null).Id,
        Device = "cpu",
        Streams = [],
        Groups = new Dictionary<string, string>(),
        Learners = [],
        Batch = plan.Batch,
        ContextTokens = plan.ContextTokens,
        EpisodeTokens = plan.EpisodeTokens,
    };
}
