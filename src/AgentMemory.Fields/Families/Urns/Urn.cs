namespace AgentMemory.Fields.Families.Urns;

/// <summary>How an urn is filled.</summary>
internal enum Filling
{
    Given,

    /// <summary>Like the first, with some balls of a colour more.</summary>
    Added,

    /// <summary>Like the first, with twice the balls of a colour.</summary>
    Doubled,

    /// <summary>All balls of two others together.</summary>
    Poured,
}

/// <summary>An urn: how it is filled and how often it is chosen.</summary>
internal sealed record Urn(
    Filling Filling, IReadOnlyList<int> Parts, int Colour, int Amount, IReadOnlyList<int> Balls, int Weight);
