using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Chemistry;

/// <summary>How one unit of a substance forms.</summary>
/// <param name="Inputs">Substances and units of each, used up.</param>
/// <param name="Left">An element of which one unit is left over, or null.</param>
internal sealed record Reaction(IReadOnlyList<(int Substance, int Units)> Inputs, int? Left)
{
    /// <summary>Free of names.</summary>
    public string Signature => $"{string.Join('+', Inputs.Select(i => $"{i.Units}*{i.Substance}"))}-{Left}";
}

/// <summary>How much of a quantity (0 or 1) is in a mixture?</summary>
internal sealed record QuantityProbe(int Quantity, IReadOnlyList<(int Substance, int Units)> Mixture) : Probe
{
    /// <summary>Free of names.</summary>
    public string Signature =>
        $"quantity:{Quantity}:{string.Join('+', Mixture.Select(m => $"{m.Units}*{m.Substance}"))}";
}

/// <summary>How many units of an element are in one unit of a substance?</summary>
internal sealed record CountProbe(int Substance, int Element) : Probe;

/// <summary>How many units of an input does one unit of a substance take?</summary>
internal sealed record UnitsProbe(int Substance, int Input) : Probe;

/// <summary>All elements in some units of a substance, with their amounts.</summary>
internal sealed record ContentProbe(int Substance, int Units) : Probe;

/// <summary>How many units can be made from a stock of the direct inputs?</summary>
internal sealed record YieldProbe(int Substance, IReadOnlyList<int> Stock) : Probe;

/// <summary>A quantity of the unknown product when a mixture turns into it and one unit of something known.</summary>
internal sealed record UnknownProbe(int Quantity, IReadOnlyList<(int Substance, int Units)> Mixture, int Known) : Probe;

/// <summary>Amounts of the given substances, at least one unit in all, whose quantity sums up to a total.</summary>
internal sealed record MixtureProbe(int Quantity, IReadOnlyList<int> Substances, long Total) : Probe;
