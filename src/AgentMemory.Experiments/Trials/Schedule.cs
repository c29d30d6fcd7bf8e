using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Trials;

/// <summary>Room 2: a plan becomes trials, the same tasks, orders and seeds for every learner, so that results pair.</summary>
public static class Schedule
{
    private const int DrawnSeedMax = 999_999;

    /// <summary>All trials in the order in which they are run: seed by seed, so that an interrupted run is still balanced.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="learners">The plan's learners, made from their settings, in the plan's order.</param>
    /// <param name="catalogue">Knows the tasks of the plan.</param>
    /// <param name="only">Draws this trial alone, or null for all; its tasks and seeds are the same either way.</param>
    /// <param name="cancellation">Looked at before every task, which may take a while to make.</param>
    /// <exception cref="ArgumentException">The learners are not those of the plan.</exception>
    public static IReadOnlyList<Trial> Draw(
        Plan plan, IReadOnlyList<ILearner> learners, ITaskCatalogue catalogue, TrialKey? only = null, CancellationToken cancellation = default)
    {
        if (!plan.Learners.Select(learner => learner.Id).SequenceEqual(learners.Select(learner => learner.Id)))
        {
            throw new ArgumentException("the learners are not those of the plan", nameof(learners));
        }

        var trials = new List<Trial>();
        var made = new Dictionary<string, ITask>(StringComparer.Ordinal);
        for (var seed = 1; seed <= plan.Seeds; seed++)
        {
            for (var stream = 0; stream < plan.Streams.Count; stream++)
            {
                if (only is not null && (only.Seed, only.Stream) != (seed, stream))
                {
                    continue;
                }

                var rng = new Rng(plan.Seed).Fork("stream", stream).Fork("seed", seed);
                var names = plan.Streams[stream];
                var tasks = names.Select((name, index) => new PlannedTask(
                    index, name, Make(Instance(name, catalogue, rng.Fork("task", FirstOfWorld(names, index, catalogue)))))
                {
                    OtherWorld = OtherWorld(name, catalogue, rng.Fork("other-world", index)) is { } other ? new Lazy<ITask>(() => Make(other)) : null,
                }).ToList();
                foreach (var (place, learner) in learners.Index())
                {
                    trials.Add(new Trial
                    {
                        Key = new TrialKey(plan.Learners[place].Name, stream, seed),
                        Learner = learner,
                        Tasks = tasks,
                        Rng = rng,
                    });
                }
            }
        }

        return trials;

        ITask Make(string name)
        {
            cancellation.ThrowIfCancellationRequested();
            return made.TryGetValue(name, out var task) ? task : made[name] = catalogue.Make(name);
        }
    }

    /// <summary>The task drawn for one seed: a name without a seed of its own gets one. Files and known worlds stay as they are.</summary>
    private static string Instance(string name, ITaskCatalogue catalogue, Rng rng) =>
        catalogue.FamilyOf(name)?.SeedOf(TaskParameters.Parse(name)) is not null ? name : WithSeed(name, catalogue, rng) ?? name;

    /// <summary>The task in a world that is drawn, of the same family and parameters; null where worlds are not drawn.</summary>
    private static string? WithSeed(string name, ITaskCatalogue catalogue, Rng rng) =>
        catalogue.FamilyOf(name)?.WithSeed(TaskParameters.Parse(name), DrawnSeed(rng))?.ToString();

    private static string? OtherWorld(string name, ITaskCatalogue catalogue, Rng rng) =>
        catalogue.FamilyOf(name)?.OtherWorld(TaskParameters.Parse(name), DrawnSeed(rng))?.ToString();

    // Seeds of tuning are never drawn: what was tuned on is not reported on.
    private static ulong DrawnSeed(Rng rng)
    {
        var seed = 1UL + (ulong)rng.Next(DrawnSeedMax);
        return TuningSeeds.Holds(seed) ? seed + DrawnSeedMax : seed;
    }

    /// <summary>The first task of the stream that is of the same world as this one, or itself: they are drawn from one seed.</summary>
    private static int FirstOfWorld(IReadOnlyList<string> stream, int index, ITaskCatalogue catalogue)
    {
        var (own, family) = (TaskParameters.Parse(stream[index]), catalogue.FamilyOf(stream[index]));
        var first = Enumerable.Range(0, index).FirstOrDefault(IsOfSameWorld, -1);
        return first < 0 ? index : first;

        bool IsOfSameWorld(int earlier) => family is not null && catalogue.FamilyOf(stream[earlier]) == family
            && family.SameWorld(TaskParameters.Parse(stream[earlier]), own);
    }
}
