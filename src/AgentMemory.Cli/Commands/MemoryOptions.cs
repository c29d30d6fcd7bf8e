using System.CommandLine;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Memory;

namespace AgentMemory.Cli.Commands;

/// <summary>Options of the memory commands, and how their words are read.</summary>
internal static class MemoryOptions
{
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

    public static Option<int> Count(string name, int byDefault) => new(name)
    {
        Description = "At most so many",
        DefaultValueFactory = _ => byDefault,
    };

    /// <summary>A count from 1.</summary>
    public static int Positive(string name, int value) => value is >= 1 and <= 100_000
        ? value
        : throw new UserErrorException(string.Create(
            CultureInfo.InvariantCulture, $"{name} {value} cannot be used; it is a whole number from 1 to 100000"));

    /// <summary>A kind by its name.</summary>
    public static PassageKind KindOf(string kind) => Enum.GetValues<PassageKind>()
        .Cast<PassageKind?>().FirstOrDefault(k => k.ToString()!.Equals(kind, StringComparison.OrdinalIgnoreCase))
        ?? throw new UserErrorException(
            $"there is no kind \"{kind}\"; the kinds are {string.Join(", ", Enum.GetNames<PassageKind>()).ToLowerInvariant()}");

    /// <summary>A moment: a date, or a date with a time; UTC unless it says otherwise.</summary>
    public static DateTimeOffset? Moment(string name, string? text) => text is null ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new UserErrorException($"{name} \"{text}\" is no moment; write it like 2026-11-21 or 2026-11-21T08:00:00Z");
}
