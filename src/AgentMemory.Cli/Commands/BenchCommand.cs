using System.CommandLine;

namespace AgentMemory.Cli.Commands;

/// <summary>Measurements.</summary>
internal static class BenchCommand
{
    public static Command Make(CancellationToken cancellation) => new("bench", "Measure.");
}
