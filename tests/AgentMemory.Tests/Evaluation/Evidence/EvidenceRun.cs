using AgentMemory.Core.Learners;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Calibration;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Games;
using AgentMemory.Testing;
using AgentMemory.Tests.Rooms;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>Comparisons of simulated learners by the rooms of real ones, with a ledger on disk.</summary>
internal static class EvidenceRun
{
    public static GameCatalogue Games { get; } = new(RepositoryPrompts.Book);

    /// <summary>A plan of simulated learners.</summary>
    public static Plan Plan(string task, int worlds, params string[] learners) => EvidenceCalibration.PlanOf(
        task, worlds, task.Contains("bits=8", StringComparison.Ordinal) ? [2, 2, 4, 8, 16, 32] : [8, 8, 16, 32, 64, 128], 32, 18, seed: 11) is var plan
        && learners.Length > 0 ? plan with { Learners = [.. plan.Learners.Where(learner => learners.Contains(learner.Name))] } : plan;

    /// <summary>Runs it and judges what the ledger holds, opened anew.</summary>
    public static RunResults Of(TemporaryFolder folder, Plan plan)
    {
        using var model = new ScriptedModel(_ => "");
        using (var ledger = SqliteLedger.Open(folder["ledger.db"]))
        {
            var tasks = new MadeOnce(Games);
            var learners = plan.Learners.Select(learner => (ILearner)EvidenceCalibration.Learner(learner, tasks)).ToList();
            Comparison.Run(plan, TestWorkshop.Of(plan, model, learners, tasks, folder["artifacts"]), ledger, default);
        }

        return Again(folder, plan);
    }

    /// <summary>Judges what the ledger holds.</summary>
    public static RunResults Again(TemporaryFolder folder, Plan plan)
    {
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        return RunResults.Of(plan, null, ledger.Blocks(), TestWorkshop.Controls);
    }

    /// <summary>Makes each task once, as a comparison does.</summary>
    private sealed class MadeOnce(ITaskCatalogue catalogue) : ITaskCatalogue
    {
        private readonly Dictionary<string, ITask> _made = new(StringComparer.Ordinal);

        public ITaskFamily? FamilyOf(string name) => catalogue.FamilyOf(name);

        public ITask Make(string name) => _made.TryGetValue(name, out var task) ? task : _made[name] = catalogue.Make(name);
    }
}
