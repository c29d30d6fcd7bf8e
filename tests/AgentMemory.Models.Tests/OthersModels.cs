namespace AgentMemory.Models.Tests;

/// <summary>
/// Small models that others trained, which the project does not ship. AGENTMEMORY_MODELS names the folder they lie in; without it tests that
/// need them are skipped and say so.
/// </summary>
internal static class OthersModels
{
    internal const string Variable = "AGENTMEMORY_MODELS";

    internal static string Path(string file) => System.IO.Path.Combine(Environment.GetEnvironmentVariable(Variable) ?? "", file);

    internal static string? WhyNot(string file) => File.Exists(Path(file)) ? null : $"{Variable} names no folder with {file}";
}

/// <summary>A test that needs a file of <see cref="OthersModels"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OthersModelFactAttribute : FactAttribute
{
    public OthersModelFactAttribute(string file)
    {
        Skip = OthersModels.WhyNot(file);
    }
}

/// <summary>A theory over files of <see cref="OthersModels"/>, of which it names one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OthersModelTheoryAttribute : TheoryAttribute
{
    public OthersModelTheoryAttribute(string file)
    {
        Skip = OthersModels.WhyNot(file);
    }
}
