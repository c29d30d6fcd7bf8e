namespace AgentMemory.Training.Adapters;

/// <summary>A tensor in F32.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Extents">Fastest dimension first.</param>
/// <param name="Values">The first dimension running fastest.</param>
public sealed record WeightTensor(string Name, IReadOnlyList<long> Extents, float[] Values);
