using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Urns;

/// <summary>How many balls of a colour?</summary>
internal sealed record BallsProbe(int Urn, int Colour) : Probe;

/// <summary>The chance of drawing these colours from a known urn, one after another.</summary>
internal sealed record ChanceProbe(int Urn, IReadOnlyList<int> Draws) : Probe;

/// <summary>Which urn is the likeliest after some draws?</summary>
internal sealed record LikeliestProbe(IReadOnlyList<int> Urns, IReadOnlyList<int> Draws) : Probe;

/// <summary>The chance that the next draw has the colour.</summary>
internal sealed record NextProbe(IReadOnlyList<int> Urns, IReadOnlyList<int> Draws, int Colour) : Probe;
