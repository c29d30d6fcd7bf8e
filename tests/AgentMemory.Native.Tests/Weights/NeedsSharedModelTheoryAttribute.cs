namespace AgentMemory.Native.Tests.Weights;

/// <summary>A theory over models that others trained; skipped, saying so, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsSharedModelTheoryAttribute : TheoryAttribute
{
    public NeedsSharedModelTheoryAttribute()
    {
        if (SharedModels.Find("stories260K.gguf") is null)
        {
            Skip = "there are no models of other makers beside this repository";
        }
    }
}
