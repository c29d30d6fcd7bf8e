using System.CommandLine;
using System.CommandLine.Parsing;
using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Cli.Options;

/// <summary>Options that are one of a few words. None is made otherwise (a test looks), so a misspelt word gets the one that was meant.</summary>
internal static class WordOption
{
    /// <summary>An option with a usual word.</summary>
    public static Option<string> Usual(string name, string usual, string what, params string[] words) => new(name)
    {
        Description = $"{what} ({Listed(words)})",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Read(result, name, words, word => NearestName.Hint(word, words)),
    };

    /// <summary>An option that may be left out.</summary>
    public static Option<string?> Optional(string name, string what, params string[] words) => new(name)
    {
        Description = $"{what} ({Listed(words)})",
        CustomParser = result => Read(result, name, words, word => NearestName.Hint(word, words)),
    };

    /// <summary>An option that names a device, with a usual one.</summary>
    public static Option<string> UsualDevice(string name, string usual, string what) => new(name)
    {
        Description = $"{what} ({Listed(DeviceNames.All)})",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Read(result, name, DeviceNames.All, DeviceNames.Hint),
    };

    /// <summary>An option that names a device and may be left out.</summary>
    public static Option<string?> OptionalDevice(string name, string what) => new(name)
    {
        Description = $"{what} ({Listed(DeviceNames.All)})",
        CustomParser = result => Read(result, name, DeviceNames.All, DeviceNames.Hint),
    };

    private static string Listed(string[] words) => $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static string Read(ArgumentResult result, string name, string[] words, Func<string, string> hint)
    {
        var word = result.Tokens is [var only] ? only.Value : "";
        if (!words.Contains(word, StringComparer.Ordinal))
        {
            result.AddError($"{name} {word} cannot be used; it is {Listed(words)}{hint(word)}");
        }

        return word;
    }
}
