namespace AgentMemory.Models.Tests.Peft;

/// <summary>
/// What other implementations gave: AGENTMEMORY_REFERENCE names a folder with smollm2-135m-instruct (reference.json, and adapters as PEFT
/// saved them). Without it tests that need it are skipped and say so.
/// </summary>
internal static class ReferenceFolder
{
    internal const string Variable = "AGENTMEMORY_REFERENCE";

    internal const string Model = "SmolLM2-135M-Instruct.Q4_1.gguf";

    internal static string Path(params ReadOnlySpan<string> names) =>
        System.IO.Path.Combine([Environment.GetEnvironmentVariable(Variable) ?? "", "smollm2-135m-instruct", .. names]);

    internal static string? WhyNot() =>
        File.Exists(Path("reference.json")) ? OthersModels.WhyNot(Model) : $"{Variable} names no folder with smollm2-135m-instruct";
}

/// <summary>A test that needs <see cref="ReferenceFolder"/> and the model that its adapters are for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute()
    {
        Skip = ReferenceFolder.WhyNot();
    }
}
