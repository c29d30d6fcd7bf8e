using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// Values by task, one an instance, and the mean of their task means with its interval: Student's t over instances, pooled over tasks
/// as for verdicts.
/// </summary>
internal sealed class ProbeTally
{
    private readonly ProbePlan _plan;
    private readonly SortedDictionary<string, List<double>> _values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Right, int Of)> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public ProbeTally(ProbePlan plan)
    {
        _plan = plan;
    }

    /// <summary>Subjects in the order in which they came.</summary>
    public IReadOnlyList<string> Subjects => _order;

    /// <summary>Number of values of all subjects.</summary>
    public int Runs => _values.Values.Sum(values => values.Count);

    /// <summary>Number of values of a subject.</summary>
    public int RunsOf(string subject) => _values[subject].Count;

    /// <summary>Takes in the value of one instance.</summary>
    public void Add(string subject, double value)
    {
        if (!_values.TryGetValue(subject, out var values))
        {
            _values[subject] = values = [];
            _order.Add(subject);
        }

        values.Add(value);
    }

    /// <summary>Takes in a share of one instance: so many right out of so many. None asked, none taken.</summary>
    public void AddShare(string subject, int right, int of)
    {
        if (of == 0)
        {
            return;
        }

        Add(subject, (double)right / of);
        var before = _counts.GetValueOrDefault(subject);
        _counts[subject] = (before.Right + right, before.Of + of);
    }

    /// <summary>The mean over a subject's instances.</summary>
    public Interval Of(string subject) => Mean([subject]);

    /// <summary>The mean over subjects of their means.</summary>
    public Interval All() => _order.Count == 0 ? Interval.Unknown : Mean([.. _values.Keys]);

    private Interval Mean(IReadOnlyList<string> subjects)
    {
        var isShare = subjects.All(_counts.ContainsKey);
        // Equal shares have no spread, however few were counted; Wilson's interval knows how many were.
        if (isShare && subjects.All(subject => _values[subject].Distinct().Count() == 1))
        {
            Interval[] counted = [.. subjects.Select(s => WilsonInterval.Of(_counts[s].Right, _counts[s].Of, _plan.Confidence))];
            return new Interval(counted.Average(c => c.Value), counted.Average(c => c.Low), counted.Average(c => c.High));
        }

        var mean = UnitMean.Pooled([.. subjects.Select(subject => UnitMean.Of([.. _values[subject]])!.Value)])!.Value.At(_plan.Confidence);
        return isShare ? mean.Within(0, 1) : mean;
    }
}
