using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Curves;

/// <summary>
/// The trials of streams. One trial learns all its tasks with one history, so it is drawn as a whole; trials that learnt
/// the same tasks, in whatever order, stand in for each other.
/// </summary>
public sealed class StreamTrials
{
    private readonly Dictionary<(string Seed, string Task), int> _trialOf = [];
    private readonly int[] _perStratum;

    /// <summary>Sorts the trials by their tasks, then by seed.</summary>
    /// <exception cref="ArgumentException">Two trials of one seed share a task, or there is none.</exception>
    public StreamTrials(IReadOnlyList<StreamOrder> orders)
    {
        if (orders.Count == 0)
        {
            throw new ArgumentException("a stream has a trial at least", nameof(orders));
        }

        var strata = orders.GroupBy(Tasks, StringComparer.Ordinal).OrderBy(stratum => stratum.Key, StringComparer.Ordinal)
            .Select(stratum => stratum.OrderBy(order => order.Seed, SeedOrder.Instance).ToArray()).ToArray();
        Trials = [.. strata.SelectMany(stratum => stratum)];
        _perStratum = [.. strata.Select(stratum => stratum.Length)];
        for (var trial = 0; trial < Trials.Count; trial++)
        {
            foreach (var leg in Trials[trial].Legs)
            {
                if (!_trialOf.TryAdd((Trials[trial].Seed, leg.Task), trial))
                {
                    throw new ArgumentException(
                        $"two trials of seed {Trials[trial].Seed} learn {leg.Task}; give them names of their own", nameof(orders));
                }
            }
        }
    }

    /// <summary>All trials, those with the same tasks side by side.</summary>
    public IReadOnlyList<StreamOrder> Trials { get; }

    /// <summary>The shape of one value a trial.</summary>
    public RunShape Shape() => RunShape.WholeTrials(_perStratum, [.. Enumerable.Range(0, Trials.Count)]);

    /// <summary>The shape of one value a run.</summary>
    /// <exception cref="ArgumentException">A run belongs to no trial.</exception>
    public RunShape Shape(LearnerRuns runs)
    {
        var trials = new int[runs.Runs];
        for (var run = 0; run < trials.Length; run++)
        {
            var key = (runs.SeedOfRun[run], runs.Tasks[runs.TaskOfRun[run]]);
            trials[run] = _trialOf.TryGetValue(key, out var trial)
                ? trial
                : throw new ArgumentException($"no trial of seed {key.Item1} learns {key.Item2}", nameof(runs));
        }

        return RunShape.WholeTrials(_perStratum, trials);
    }

    private static string Tasks(StreamOrder order) =>
        string.Join('\n', order.Legs.Select(leg => leg.Task).Order(StringComparer.Ordinal));
}
