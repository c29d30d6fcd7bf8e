using System.CommandLine;
using AgentMemory.Core;

namespace AgentMemory.Cli.Options;

/// <summary>Options that several commands take, under one name and with one meaning.</summary>
internal static class CommonOptions
{
    /// <summary>0 takes the likeliest token; above 10 every token is as likely as any other.</summary>
    private static readonly NumberRange<double> Temperatures = new(0, 10);

    /// <summary>More threads than cores would wait on each other, spinning.</summary>
    private static readonly NumberRange<int> ThreadCounts = new(1, Environment.ProcessorCount);

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output and nothing else" };

    public static Option<bool> Markdown() => new("--markdown") { Description = "The reference page, as under docs/reference" };

    public static Option<ulong> Seed() => NumberOption.Usual("--seed", 1UL, Ranges.Seed, "Rules every random choice");

    public static Option<string> Device() => WordOption.UsualDevice("--device", "auto", "What computes");

    /// <summary>The device in place of a plan's.</summary>
    public static Option<string?> DeviceInPlace(string what = "What computes, in place of the plan's") => WordOption.OptionalDevice("--device", what);

    public static Option<int?> Threads() => NumberOption.Optional(
        "--threads",
        ThreadCounts,
        "Threads to compute with; without it, as many as suit the model's size, at most one per core, and for training what else runs");

    public static Option<double> Temperature() => NumberOption.Usual("--temperature", 0.0, Temperatures, "0 takes the likeliest token");

    public static Option<string?> Model() => new("--model")
    {
        Description = "An id from models/models.json or a .gguf file; without it, the small model the project ships",
    };
}
