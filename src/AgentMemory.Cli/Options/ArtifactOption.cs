using System.CommandLine;

namespace AgentMemory.Cli.Options;

/// <summary>What a learner made, as commands that use a model take it.</summary>
internal static class ArtifactOption
{
    public static Option<string?> Make() => new("--artifact")
    {
        Description = "What a learner made: a folder that compare keeps under best/, or that run --artifact keeps",
    };
}
