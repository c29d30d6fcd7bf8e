using System.CommandLine;

namespace AgentMemory.Cli.Commands;

/// <summary>What models there are, and what is in a file.</summary>
internal static class ModelsCommand
{
    public static Command Make() => new("models", "List models, and look into model files.");
}
