using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>One value for each unit that counts.</summary>
/// <param name="Seeds">The units.</param>
/// <param name="Values">As many.</param>
internal sealed record UnitValues(IReadOnlyList<string> Seeds, double[] Values);

/// <summary>
/// The units of one learner on one task that count, which are those that hold the first point of the grid and every point of the late
/// window, and what the rule takes from each. Holes between do not matter.
/// </summary>
internal sealed class TaskSample
{
    private readonly int[] _units;

    public TaskSample(TaskCurves curves)
    {
        Curves = curves;
        var points = curves.Grid.Count;
        Window = LateWindow.Points(points);
        _units = [.. Enumerable.Range(0, curves.Seeds.Count).Where(Counts)];
        Seeds = [.. _units.Select(unit => curves.Seeds[unit])];
        First = PerUnit(scores => scores[0]);
        Final = PerUnit(scores => scores[^1]);
        Gain = PerUnit(scores => scores[^1] - scores[0]);
        Change = points < LateWindow.PointsMin ? new UnitValues([], []) : PerUnit(scores => LateWindow.Change(scores[^Window..]));
        Levels = PerUnit(scores => UnitMean.Average(scores[^Window..])).Values;
    }

    public TaskCurves Curves { get; }

    /// <summary>Points of the late window.</summary>
    public int Window { get; }

    /// <summary>Units that count.</summary>
    public IReadOnlyList<string> Seeds { get; }

    public UnitValues First { get; }

    public UnitValues Final { get; }

    public UnitValues Gain { get; }

    /// <summary>Empty where the grid has fewer than four points.</summary>
    public UnitValues Change { get; }

    /// <summary>The mean of each unit's late window.</summary>
    public double[] Levels { get; }

    /// <summary>Units that do not count, because a point they need is missing.</summary>
    public IEnumerable<string> LeftOut => Curves.Seeds.Except(Seeds, StringComparer.Ordinal);

    /// <summary>The scores of the counting units at a place of the grid; those that lack it are left out.</summary>
    public UnitValues At(int place)
    {
        var held = _units.Where(unit => !double.IsNaN(Curves.Of(unit)[place])).ToArray();
        return new UnitValues([.. held.Select(unit => Curves.Seeds[unit])], [.. held.Select(unit => Curves.Of(unit)[place])]);
    }

    /// <summary>The last scores on what practice had shown, of the counting units for which they are known.</summary>
    public double[] FinalMet() => Known(Curves.FinalMet);

    /// <summary>The last mean regrets over states never met, of the counting units for which they are known.</summary>
    public double[] FinalUnmetRegret() => Known(Curves.FinalUnmetRegret);

    /// <summary>The last scores both ways, of the counting units for which both are known.</summary>
    public FinalWays[] FinalWays() => Curves.FinalWays.Count == 0 ? [] : [.. _units.Select(unit => Curves.FinalWays[unit]).OfType<FinalWays>()];

    /// <summary>The mean curve over the counting units, one number for each point of the grid; NaN where none holds it.</summary>
    public double[] Means()
    {
        var means = new double[Curves.Grid.Count];
        for (var place = 0; place < means.Length; place++)
        {
            var (sum, held) = (0.0, 0);
            foreach (var unit in _units)
            {
                var score = Curves.Of(unit)[place];
                (sum, held) = double.IsNaN(score) ? (sum, held) : (sum + score, held + 1);
            }

            means[place] = held == 0 ? double.NaN : sum / held;
        }

        return means;
    }

    private double[] Known(IReadOnlyList<double?> ofUnits) => ofUnits.Count == 0 ? [] : [.. _units.Select(unit => ofUnits[unit]).OfType<double>()];

    private bool Counts(int unit)
    {
        var scores = Curves.Of(unit);
        if (scores.IsEmpty || double.IsNaN(scores[0]))
        {
            return false;
        }

        foreach (var score in scores[^Window..])
        {
            if (double.IsNaN(score))
            {
                return false;
            }
        }

        return true;
    }

    private UnitValues PerUnit(Func<ReadOnlySpan<double>, double> valueOf)
    {
        var values = new double[_units.Length];
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = valueOf(Curves.Of(_units[place]));
        }

        return new UnitValues(Seeds, values);
    }
}
