using System.CommandLine;

namespace AgentMemory.Cli.Commands;

/// <summary>Options that several commands take, under one name and with one meaning.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output and nothing else" };

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Rules every random choice",
        DefaultValueFactory = _ => 1,
    };

    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "auto, cpu, cuda or vulkan",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "cpu", "cuda", "vulkan");
        return option;
    }

    public static Option<int?> Threads() => new("--threads")
    {
        Description = "Threads to compute with; without it, one per core. Give fewer where other work runs beside",
    };

    public static Option<string?> Model() => new("--model")
    {
        Description = "An id from models/models.json or a .gguf file; without it, the small model the project ships",
    };
}
