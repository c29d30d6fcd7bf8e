using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Room 2: a plan becomes trials, the same tasks, orders and seeds for every learner, so that results pair.</summary>
public static class Schedule
{
    private const int DrawnSeedMax = 999_999;

    /// <summary>All trials in the order in which they are run: seed by seed, so that an interrupted run is still balanced.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="learners">The plan's learners, made from their settings, in the plan's order.</param>
    /// <param name="makeTask">Makes a task from its name.</param>
    /// <param name="only">Draws this trial alone, or null for all; its tasks and seeds are the same either way.</param>
    /// <exception cref="ArgumentException">The learners are not those of the plan.</exception>
    public static IReadOnlyList<Trial> Draw(
        Plan plan, IReadOnlyList<ILearner> learners, Func<string, ITask> makeTask, TrialKey? only = null)
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
                var tasks = names.Select((name, index) => new PlannedTask(index, name, Make(Instance(name, rng.Fork("task", Twin(names, index)))))
                {
                    OtherWorld = OtherWorld(name, rng.Fork("other-world", index)) is { } other ? new Lazy<ITask>(() => Make(other)) : null,
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

        ITask Make(string name) => made.TryGetValue(name, out var task) ? task : made[name] = makeTask(name);
    }

    /// <summary>The name of another world of the same family and parameters; null where worlds are not drawn.</summary>
    private static string? OtherWorld(string name, Rng rng) => IsFile(name) || TaskParameters.Parse(name).Has("classic")
        ? null
        : TaskParameters.Parse(name).With("seed", DrawnSeed(rng)).ToString();

    // Seeds of tuning are never drawn: what was tuned on is not reported on.
    private static string DrawnSeed(Rng rng)
    {
        var seed = 1UL + (ulong)rng.Next(DrawnSeedMax);
        return (TuningSeeds.Holds(seed) ? seed + DrawnSeedMax : seed).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The first task of the stream that this one is a twin of, or itself: a changed world is a change only if both are drawn
    /// from one seed.
    /// </summary>
    private static int Twin(IReadOnlyList<string> stream, int index)
    {
        var first = Enumerable.Range(0, index).FirstOrDefault(earlier => Untwinned(stream[earlier]) == Untwinned(stream[index]), -1);
        return first < 0 ? index : first;
    }

    private static string Untwinned(string name)
    {
        var mark = name.IndexOf('?', StringComparison.Ordinal);
        return IsFile(name) || mark < 0
            ? name
            : name[..mark] + "?" + string.Join('&', name[(mark + 1)..].Split('&').Where(pair => pair is not ("varied=true" or "scrambled=true")));
    }

    /// <summary>The task drawn for one seed: a name without a seed of its own gets one. Files and classics stay as they are.</summary>
    private static string Instance(string name, Rng rng)
    {
        if (IsFile(name))
        {
            return name;
        }

        var parameters = TaskParameters.Parse(name);
        return parameters.Has("seed") || parameters.Has("classic")
            ? name
            : parameters.With("seed", DrawnSeed(rng)).ToString();
    }

    private static bool IsFile(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".kif", StringComparison.Ordinal);
}
