using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Results;

/// <summary>
/// Which learner of a plan is another one with twice the memory. The settings below say how much a learner can hold; two learners of one
/// id are such a pair where each setting is the same, or is one of these and doubled, and at least one is. A window doubled is memory
/// too. An adapter's scale may double with its rank, which keeps their ratio.
/// </summary>
internal static class MemorySize
{
    private const string ScaleOfRank = "adapter.alpha";
    private const string Rank = "adapter.rank";

    // Of a learner inside another the same, under its block.
    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal)
    {
        Rank,
        "slow.rank",
        "episodes_max",
        "tokens_max",
        "lines_max",
        "passages_max",
        "summary_tokens",
    };

    private static readonly string[] Blocks = ["memory.", "teacher.", "notes.", "rag."];

    /// <summary>The first learner of the plan that has twice the memory of this one and is the same otherwise, or null.</summary>
    public static LearnerPlan? DoubleOf(Plan plan, LearnerPlan learner) => plan.Learners.FirstOrDefault(other => IsDouble(plan, learner, other));

    private static bool IsDouble(Plan plan, LearnerPlan less, LearnerPlan more)
    {
        if (less.Id != more.Id || less.Settings.GetType() != more.Settings.GetType())
        {
            return false;
        }

        var (small, large) = (plan.WindowOf(less), plan.WindowOf(more));
        if (large != small && large != 2L * small)
        {
            return false;
        }

        var changed = SettingList.Of(less.Settings).All
            .Select(setting => (setting.Path, Less: setting.TextIn(less.Settings), More: setting.TextIn(more.Settings)))
            .Where(setting => setting.Less != setting.More).ToList();
        return changed.All(setting => IsTwice(setting.Less, setting.More))
            && changed.All(setting => IsSize(setting.Path) || (setting.Path == ScaleOfRank && changed.Any(other => other.Path == Rank)))
            && (large != small || changed.Any(setting => IsSize(setting.Path)));
    }

    private static bool IsSize(string path) =>
        Sizes.Contains(Blocks.FirstOrDefault(block => path.StartsWith(block, StringComparison.Ordinal)) is { } inside ? path[inside.Length..] : path);

    private static bool IsTwice(string less, string more) =>
        double.TryParse(less, NumberStyles.Float, CultureInfo.InvariantCulture, out var small)
        && double.TryParse(more, NumberStyles.Float, CultureInfo.InvariantCulture, out var large)
        && large == 2 * small;
}
