using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Plans;

/// <summary>
/// Worlds 900 to 999 of every family are for tuning settings, styles and prompts: no figure that is reported comes from them, and no
/// tuner sees others.
/// </summary>
public static class TuningSeeds
{
    /// <summary>The first of them.</summary>
    public const ulong First = 900;

    private const ulong Last = 999;

    /// <summary>Whether a task's seed is one of them.</summary>
    public static bool Holds(ulong seed) => seed is >= First and <= Last;

    /// <summary>Refuses a plan that names such a world.</summary>
    /// <exception cref="UserErrorException">A task has a seed of tuning.</exception>
    public static void Refuse(Plan plan, ITaskCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(catalogue);
        var tuned = plan.Streams.SelectMany(stream => stream)
            .FirstOrDefault(task => catalogue.FamilyOf(task)?.SeedOf(TaskParameters.Parse(task)) is { } seed && Holds(seed));
        if (tuned is not null)
        {
            throw new UserErrorException(
                $"task {tuned}: seeds {First} to {Last} are for tuning, and no comparison reports on them; take another seed, or add --tuning");
        }
    }
}
