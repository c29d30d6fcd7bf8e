using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Memory;

namespace AgentMemory.Cli;

/// <summary>Everything there is to choose from: games, fields, learners. The one place that knows them all.</summary>
internal static class Catalogue
{
    private static readonly SortedDictionary<string, Func<LearnerTools, LearnerSettings, ILearner>> Learners = new(StringComparer.Ordinal)
    {
        ["frozen"] = (tools, settings) => new FrozenLearner(tools, settings),
        ["retry"] = (tools, settings) => new RetryLearner(tools, settings),
        ["context"] = (tools, settings) => new ContextLearner(tools, settings),
        ["notes"] = (tools, settings) => new NotesLearner(tools, settings),
    };

    /// <summary>Every learner's id.</summary>
    public static IReadOnlyCollection<string> LearnerIds => Learners.Keys;

    /// <summary>A learner as a plan sets it.</summary>
    /// <exception cref="UserErrorException">Unknown, or a setting cannot be used.</exception>
    public static ILearner Learner(LearnerPlan plan, LearnerTools tools) => Learners.TryGetValue(plan.Id, out var make)
        ? make(tools, new LearnerSettings(plan.Id, plan.Settings))
        : throw new UserErrorException($"there is no learner \"{plan.Id}\"; the learners are {string.Join(", ", Learners.Keys)}");
}
