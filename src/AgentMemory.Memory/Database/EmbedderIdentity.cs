namespace AgentMemory.Memory.Database;

/// <summary>Whose vectors a store holds: vectors of two models are never compared.</summary>
/// <param name="Id">The embedder's id: for a model file, its hash.</param>
/// <param name="Dimensions">Length of every vector.</param>
public sealed record EmbedderIdentity(string Id, int Dimensions);
