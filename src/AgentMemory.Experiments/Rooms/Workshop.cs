using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Rooms;

/// <summary>What the rooms of a run work with, beside its plan.</summary>
public sealed record Workshop
{
    /// <summary>What a plan's tasks are made by.</summary>
    public required ITaskCatalogue Tasks { get; init; }

    /// <summary>The plan's learners, made from their settings, in the plan's order.</summary>
    public required IReadOnlyList<ILearner> Learners { get; init; }

    /// <summary>The controls that a plan should have.</summary>
    public required ControlNames Controls { get; init; }

    /// <summary>Where trials keep what they learnt.</summary>
    public required ArtifactStore Artifacts { get; init; }

    /// <summary>What exams are taken with.</summary>
    public required IExaminer Examiner { get; init; }

    /// <summary>The model that all learn with.</summary>
    public required ILanguageModel Model { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Watches practice, or null.</summary>
    public IMoveObserver? Observer { get; init; }
}
