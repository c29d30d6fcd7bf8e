namespace AgentMemory.Training.Adapters.Files;

/// <summary>A finished adapter attached to a base model, with the factor its change is multiplied with.</summary>
public sealed record WornWeights(AdapterFile Adapter, float Scale = 1);
