using AgentMemory.Core;

namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// Bootstrap resamples as counts: how often each unit was drawn in each resample. They follow from the seed and the
/// shape alone, so that learners of one shape share them and their differences are paired.
/// </summary>
public sealed class Resamples
{
    private readonly ushort[] _counts;
    private readonly int _units;

    private Resamples(int count, int units, ushort[] counts)
    {
        Count = count;
        _units = units;
        _counts = counts;
    }

    /// <summary>Number of resamples.</summary>
    public int Count { get; }

    /// <summary>Draws as many units from each stratum as it has, with replacement, <paramref name="count"/> times.</summary>
    public static Resamples Draw(RunShape shape, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var rng = new Rng(seed).Fork($"resamples of {shape.Name}");
        var counts = new ushort[checked(count * shape.Units)];
        for (var resample = 0; resample < count; resample++)
        {
            var start = resample * shape.Units;
            foreach (var size in shape.Strata)
            {
                for (var draw = 0; draw < size; draw++)
                {
                    counts[start + rng.Next(size)]++;
                }

                start += size;
            }
        }

        return new Resamples(count, shape.Units, counts);
    }

    /// <summary>How often each unit was drawn in one resample.</summary>
    public ReadOnlySpan<ushort> this[int resample] => _counts.AsSpan(resample * _units, _units);
}
