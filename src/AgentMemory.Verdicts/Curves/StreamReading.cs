using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>The trials of curves of which only the order of the tasks is known, as somebody names it.</summary>
public static class StreamReading
{
    /// <summary>
    /// Every seed of a stream's tasks is a trial that learnt them in that order, for equal shares of the steps. Where
    /// streams share tasks, seeds end in the stream's number, as our own <c>curves.csv</c> writes them: 3.1 is seed 3 of
    /// stream 1.
    /// </summary>
    /// <param name="table">The curves.</param>
    /// <param name="streams">Each a list of tasks in the order learnt.</param>
    /// <exception cref="UserErrorException">A task is in no curve, or a run belongs to no stream.</exception>
    public static IReadOnlyList<StreamOrder> Of(CurveTable table, IReadOnlyList<IReadOnlyList<string>> streams)
    {
        var known = table.Points.Select(point => point.Task).ToHashSet(StringComparer.Ordinal);
        foreach (var task in streams.SelectMany(stream => stream).Where(task => !known.Contains(task)))
        {
            throw new UserErrorException(
                $"--stream names the task \"{task}\", which no curve has; the tasks are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }

        var steps = table.Learners.SelectMany(runs => runs.Tasks).SelectMany(task => task.Grid).Distinct().Order().ToArray();
        if (steps.Length == 0)
        {
            throw new UserErrorException("no step of any task is held by more than half of its runs; examine all runs of a stream at the same steps");
        }

        var share = streams.SelectMany(stream => stream).GroupBy(task => task, StringComparer.Ordinal).Any(task => task.Count() > 1);
        var orders = new Dictionary<(int Stream, string Seed), StreamOrder>();
        foreach (var (task, seed) in table.Points.Select(point => (point.Task, point.Seed)).Distinct())
        {
            var stream = StreamOf(streams, task, seed, share);
            orders.TryAdd((stream, seed), new StreamOrder(seed, Legs(streams[stream], steps)));
        }

        return [.. orders.OrderBy(order => order.Key.Stream).ThenBy(order => order.Key.Seed, SeedOrder.Instance)
            .Select(order => order.Value)];
    }

    private static int StreamOf(IReadOnlyList<IReadOnlyList<string>> streams, string task, string seed, bool share)
    {
        for (var stream = 0; stream < streams.Count; stream++)
        {
            var ending = "." + stream.ToString(CultureInfo.InvariantCulture);
            if (streams[stream].Contains(task, StringComparer.Ordinal)
                && (!share || seed.EndsWith(ending, StringComparison.Ordinal)))
            {
                return stream;
            }
        }

        throw new UserErrorException(share
            ? $"seed \"{seed}\" of task \"{task}\" belongs to no --stream; streams that share tasks need seeds that end in "
                + ".0, .1 and so on"
            : $"task \"{task}\" is in no --stream; name every task in one");
    }

    private static List<StreamLeg> Legs(IReadOnlyList<string> tasks, double[] steps) =>
    [
        .. tasks.Select((task, i) => new StreamLeg(
            task, steps[(int)(((long)(i + 1) * (steps.Length - 1)) + tasks.Count - 1) / tasks.Count])),
    ];
}
