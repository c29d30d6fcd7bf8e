namespace AgentMemory.Verdicts.Curves;

/// <summary>The paths of learners as files and pages name them.</summary>
internal static class PathName
{
    public const string Memory = "memory";
    public const string Weights = "weights";
    public const string Both = "both";
    public const string Reference = "reference";
}
