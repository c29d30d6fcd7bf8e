namespace AgentMemory.Testing;

/// <summary>The plan that tests run and change: theirs alone, so that the plans users start with may change.</summary>
public static class TestPlan
{
    /// <summary>Its file.</summary>
    public static string Path { get; } = RepositoryFiles.Path("tests", "AgentMemory.Testing", "Plans", "small.yaml");
}
