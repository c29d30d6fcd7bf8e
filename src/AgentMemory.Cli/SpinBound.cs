using AgentMemory.Native;

namespace AgentMemory.Cli;

/// <summary>
/// A bound on how long the threads of a product wait for each other by spinning. Without it they spin for as long as another process
/// has their core. GCC's OpenMP reads it when the process starts, so a start without the script, which sets it, starts once more.
/// </summary>
internal static class SpinBound
{
    public const string Variable = "GOMP_SPINCOUNT";

    /// <summary>Measured: 3,700 tokens a second beside a busy process in place of 1,060, and nothing lost on an idle machine.</summary>
    private const string Spins = "3000";

    private static readonly string[] Training = ["train", "pretrain", "compare", "run", "bench"];

    /// <summary>Starts the program again where its command may train and the bound is missing; one that is set is left as it is.</summary>
    public static void Ensure(string[] arguments)
    {
        if (OperatingSystem.IsLinux()
            && arguments.Length > 0
            && Training.Contains(arguments[0], StringComparer.Ordinal)
            && Environment.GetEnvironmentVariable(Variable) is null)
        {
            ProcessRestart.With(Variable, Spins);
        }
    }
}
