using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>The name under which what is learnt of a task is kept and found again.</summary>
internal static class KeptTask
{
    /// <summary>The task must stay the same from run to run while its episodes change, so a left-out seed is 1.</summary>
    public static string NameOf(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".kif", StringComparison.Ordinal)
        || name.Contains("seed=", StringComparison.Ordinal) || name.Contains("classic=", StringComparison.Ordinal)
            ? name
            : TaskParameters.Parse(name).With("seed", "1").ToString();
}
