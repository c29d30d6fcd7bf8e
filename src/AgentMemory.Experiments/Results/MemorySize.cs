using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Results;

/// <summary>
/// Which learner of a plan is another one with twice the memory. Settings say of themselves whether they are such sizes; two learners of
/// one id are such a pair where each setting is the same, or is a size and doubled, and at least one is. A window doubled is memory
/// too. What scales with a size may double with it, which keeps their ratio.
/// </summary>
internal static class MemorySize
{
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
            .Where(setting => setting.TextIn(less.Settings) != setting.TextIn(more.Settings)).ToList();
        return changed.All(setting => IsTwice(setting.TextIn(less.Settings), setting.TextIn(more.Settings)))
            && changed.All(setting => setting.IsMemorySize || changed.Any(other => other.Path == setting.ScalesWith))
            && (large != small || changed.Any(setting => setting.IsMemorySize));
    }

    private static bool IsTwice(string less, string more) =>
        double.TryParse(less, NumberStyles.Float, CultureInfo.InvariantCulture, out var small)
        && double.TryParse(more, NumberStyles.Float, CultureInfo.InvariantCulture, out var large)
        && large == 2 * small;
}
