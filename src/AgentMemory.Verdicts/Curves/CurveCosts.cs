using AgentMemory.Core.Models;

namespace AgentMemory.Verdicts.Curves;

/// <summary>What a run had cost by one point of its curve, cumulative. Immutable; the names are shared by all points.</summary>
public sealed class CurveCosts
{
    private readonly double[] _values;

    /// <summary>Names and values side by side; NaN where a cost is not known.</summary>
    /// <exception cref="ArgumentException">Unequal numbers of names and values.</exception>
    public CurveCosts(IReadOnlyList<string> names, ReadOnlySpan<double> values)
    {
        if (names.Count != values.Length)
        {
            throw new ArgumentException($"{names.Count} names for {values.Length} costs", nameof(values));
        }

        Names = names;
        _values = values.ToArray();
    }

    /// <summary>What is charged.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The cost of a name, or null where it is not known.</summary>
    public double? this[string name]
    {
        get
        {
            for (var i = 0; i < _values.Length; i++)
            {
                if (Names[i] == name)
                {
                    return double.IsNaN(_values[i]) ? null : _values[i];
                }
            }

            return null;
        }
    }

    /// <summary>The costs of our own ledger.</summary>
    /// <param name="cumulative">All that the trial took up to this point.</param>
    /// <param name="artifactBytes">Size of what it carries now.</param>
    /// <param name="games">Practice games up to this point.</param>
    /// <param name="use">What one further game takes now.</param>
    public static CurveCosts Of(Cost cumulative, long artifactBytes, long games, Cost use) => new(
        CostNames.OwnRuns,
        [
            cumulative.TokensRead,
            cumulative.TokensWritten,
            cumulative.TokensTrained,
            cumulative.Flops,
            artifactBytes,
            games,
            use.TokensRead,
            use.Flops,
        ]);
}
