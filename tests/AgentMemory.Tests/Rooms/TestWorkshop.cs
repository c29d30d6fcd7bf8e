using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Learners;

namespace AgentMemory.Tests.Rooms;

/// <summary>What the rooms work with in tests.</summary>
internal static class TestWorkshop
{
    public static ControlNames Controls { get; } = ControlNames.Of(LearnerCatalogue.All);

    public static Workshop Of(
        Plan plan, ILanguageModel model, IReadOnlyList<ILearner> learners, ITaskCatalogue tasks, string artifacts) => new()
        {
            Tasks = tasks,
            Learners = learners,
            Controls = Controls,
            Artifacts = new ArtifactStore(artifacts, model.Card),
            Examiner = new Examiner(plan, TimeProvider.System),
            Model = model,
            Time = TimeProvider.System,
        };
}

/// <summary>Tells of every block that is written.</summary>
internal sealed class ObservedLedger(ILedger inner, Action<BlockResult> written) : ILedger
{
    public void Begin(RunIdentity identity) => inner.Begin(identity);

    public RunIdentity? Identity() => inner.Identity();

    public IReadOnlyList<BlockResult> Blocks() => inner.Blocks();

    public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => inner.Episodes(trial, block);

    public void Write(BlockResult block)
    {
        inner.Write(block);
        written(block);
    }

    public void Dispose()
    {
    }
}
