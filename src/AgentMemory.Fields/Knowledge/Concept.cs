namespace AgentMemory.Fields.Knowledge;

/// <summary>One notion of a field.</summary>
/// <param name="Name">Its invented name.</param>
/// <param name="Kind">What it is, in a word or two: operation, element, statute.</param>
/// <param name="DefinedFrom">Names of the concepts its definition uses; empty for a primitive.</param>
/// <param name="Layer">0 for a primitive, else one more than the deepest concept it is defined from.</param>
/// <param name="Chapter">1 is the first.</param>
public sealed record Concept(string Name, string Kind, IReadOnlyList<string> DefinedFrom, int Layer, int Chapter);
