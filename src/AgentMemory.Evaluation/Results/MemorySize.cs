using System.Globalization;

namespace AgentMemory.Evaluation;

/// <summary>
/// Which learner of a plan is another one with twice the memory. The settings below say how much a learner can hold; two learners of one
/// id are such a pair where each setting is the same, or is one of these and doubled, and at least one is. A window doubled is memory
/// too. An adapter's scale may double with its rank, which keeps their ratio.
/// </summary>
internal static class MemorySize
{
    private const string Rank = "rank";
    private const string ScaleOfRank = "alpha";

    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal)
    {
        Rank,
        "slow_rank",
        "episodes_max",
        "memory_episodes_max",
        "teacher_episodes_max",
        "tokens_max",
        "lines_max",
        "notes_tokens_max",
        "notes_lines_max",
        "teacher_tokens_max",
        "teacher_lines_max",
        "passages_max",
        "rag_passages_max",
        "summary_tokens",
    };

    /// <summary>The first learner of the plan that has twice the memory of this one and is the same otherwise, or null.</summary>
    public static LearnerPlan? DoubleOf(Plan plan, LearnerPlan learner) => plan.Learners.FirstOrDefault(other => IsDouble(plan, learner, other));

    private static bool IsDouble(Plan plan, LearnerPlan less, LearnerPlan more)
    {
        if (less.Id != more.Id || !less.Settings.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(more.Settings.Keys))
        {
            return false;
        }

        var (small, large) = (plan.WindowOf(less), plan.WindowOf(more));
        if (large != small && large != 2L * small)
        {
            return false;
        }

        var changed = less.Settings.Keys.Where(setting => less.Settings[setting] != more.Settings[setting]).ToList();
        var doubled = changed.Where(setting => IsTwice(less.Settings[setting], more.Settings[setting])).ToList();
        return doubled.Count == changed.Count
            && changed.All(setting => Sizes.Contains(setting) || (setting == ScaleOfRank && changed.Contains(Rank)))
            && (large != small || changed.Any(Sizes.Contains));
    }

    private static bool IsTwice(string less, string more) =>
        double.TryParse(less, NumberStyles.Float, CultureInfo.InvariantCulture, out var small)
        && double.TryParse(more, NumberStyles.Float, CultureInfo.InvariantCulture, out var large)
        && large == 2 * small;
}
