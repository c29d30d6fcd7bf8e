using AgentMemory.Core;
using AgentMemory.Core.Learners;

namespace AgentMemory.Experiments.Plans;

/// <summary>The learners that a plan may name, each as it is set where the plan does not say otherwise.</summary>
public sealed class LearnerDefaults
{
    private readonly SortedDictionary<string, LearnerPlan> _plans = new(StringComparer.Ordinal);

    /// <param name="learners">The catalogue's.</param>
    public LearnerDefaults(IEnumerable<LearnerDescription> learners)
    {
        ArgumentNullException.ThrowIfNull(learners);
        foreach (var learner in learners)
        {
            _plans.Add(learner.Id, new LearnerPlan(learner.Id, learner.Defaults));
        }
    }

    /// <summary>Every learner's id.</summary>
    public IReadOnlyCollection<string> Ids => _plans.Keys;

    /// <summary>A learner with its defaults, or null where there is no such learner.</summary>
    public LearnerPlan? Plan(string id) => _plans.GetValueOrDefault(id);

    /// <summary>A learner with its defaults.</summary>
    /// <exception cref="UserErrorException">There is no such learner.</exception>
    public LearnerPlan Named(string id) => Plan(id) ?? throw new UserErrorException(
        $"there is no learner \"{id}\"; the learners are {string.Join(", ", Ids)}{NearestName.Hint(id, Ids)}");
}
