using System.CommandLine;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Cli.Options;

/// <summary>Options of the memory commands, and how their words are read.</summary>
internal static class MemoryOptions
{
    private static readonly NumberRange<int> Counts = new(1, 100_000);

    public static Option<string> Store() => new("--store") { Required = true, Description = "The store's file; made where there is none" };

    public static Option<string?> Embedder() => new("--embedder")
    {
        Description = "An embedding model (id or .gguf file), or \"spelling\", which needs none; without it, search goes by words alone",
    };

    public static Option<bool> EmbedAgain() => new("--embed-again")
    {
        Description = "Give a store that was written with another embedding model vectors of this one",
    };

    public static Option<string?> Kind(string description) => new("--kind") { Description = description };

    public static Option<string?> Source() => new("--source") { Description = "Where passages come from" };

    public static Option<int> Count(string name, int byDefault) => NumberOption.Usual(name, byDefault, Counts, "At most so many");

    /// <summary>A kind by its name.</summary>
    public static PassageKind KindOf(string kind) => Enum.GetValues<PassageKind>()
        .Cast<PassageKind?>().FirstOrDefault(k => k.ToString()!.Equals(kind, StringComparison.OrdinalIgnoreCase))
        ?? throw new UserErrorException(
            $"there is no kind \"{kind}\"; the kinds are {string.Join(", ", Enum.GetNames<PassageKind>()).ToLowerInvariant()}"
            + NearestName.Hint(kind, Enum.GetNames<PassageKind>().Select(name => name.ToLowerInvariant())));

    /// <summary>A moment: a date, or a date with a time; UTC unless it says otherwise.</summary>
    public static DateTimeOffset? Moment(string name, string? text) => text is null ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new UserErrorException($"{name} \"{text}\" is no moment; write it like 2026-11-21 or 2026-11-21T08:00:00Z");
}
