namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// The runs' values in ascending order. Sorting once and walking through the order with a resample's counts gives the
/// interquartile mean of that resample without sorting it: O(runs) a resample.
/// </summary>
public sealed class SortedRuns
{
    private readonly double[] _values;
    private readonly int[] _units;

    // How many values every resample holds, where that is the same for all: each run a unit of its own and none missing.
    private readonly int? _drawnAlways;

    /// <summary>Sorts the values that are there; NaN means a run without one.</summary>
    public SortedRuns(ReadOnlySpan<double> values, RunShape shape)
    {
        if (values.Length != shape.Runs)
        {
            throw new ArgumentException($"{values.Length} values for {shape.Runs} runs", nameof(values));
        }

        var known = new List<double>(values.Length);
        var units = new List<int>(values.Length);
        for (var run = 0; run < values.Length; run++)
        {
            if (!double.IsNaN(values[run]))
            {
                known.Add(values[run]);
                units.Add(shape.UnitOfRun[run]);
            }
        }

        _values = [.. known];
        _units = [.. units];
        _drawnAlways = _units.Length == shape.Runs && shape.Units == shape.Runs ? shape.Runs : null;
        // Ties go by unit, so that the order, and with it every rounding, follows from the data alone.
        Array.Sort(_values, _units);
        SortTies();
    }

    /// <summary>Number of runs that have a value.</summary>
    public int Count => _values.Length;

    /// <summary>Of the data themselves.</summary>
    /// <exception cref="ArgumentException">No run has a value.</exception>
    public double InterquartileMean() => Averages.InterquartileMean(_values);

    /// <summary>Of each resample; NaN where none of the drawn runs has a value.</summary>
    public double[] InterquartileMeans(Resamples resamples)
    {
        var means = new double[resamples.Count];
        for (var resample = 0; resample < means.Length; resample++)
        {
            means[resample] = InterquartileMean(resamples[resample]);
        }

        return means;
    }

    private double InterquartileMean(ReadOnlySpan<ushort> counts)
    {
        var total = _drawnAlways ?? Drawn(counts);
        if (total == 0)
        {
            return double.NaN;
        }

        var dropped = total / 4;
        var kept = total - (2 * dropped);
        var i = 0;
        int passed = counts[_units[0]];
        while (passed <= dropped)
        {
            passed += counts[_units[++i]];
        }

        var left = kept;
        var taken = Math.Min(left, passed - dropped);
        var sum = taken * _values[i];
        left -= taken;
        while (left > 0)
        {
            taken = Math.Min(left, counts[_units[++i]]);
            sum += taken * _values[i];
            left -= taken;
        }

        return sum / kept;
    }

    private int Drawn(ReadOnlySpan<ushort> counts)
    {
        var total = 0;
        foreach (var unit in _units)
        {
            total += counts[unit];
        }

        return total;
    }

    private void SortTies()
    {
        var start = 0;
        for (var i = 1; i <= _values.Length; i++)
        {
            if (i == _values.Length || _values[i] != _values[start])
            {
                Array.Sort(_units, start, i - start);
                start = i;
            }
        }
    }
}
