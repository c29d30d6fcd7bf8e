using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Cli.Commands;

/// <summary>Adapters as they are typed: FILE, or FILE=SCALE.</summary>
internal static class AdapterArgument
{
    /// <summary>The adapters in order.</summary>
    /// <param name="typed">One for each.</param>
    /// <param name="notices">Is told what a person should know of them.</param>
    /// <exception cref="UserErrorException">A scale is no number.</exception>
    /// <exception cref="ModelFileException">A file is no adapter.</exception>
    public static IReadOnlyList<WornAdapter> Read(IEnumerable<string> typed, TextWriter notices)
    {
        WornAdapter[] adapters = [.. typed.Select(Parse)];
        foreach (var path in adapters.Select(a => a.Path).Distinct(StringComparer.Ordinal))
        {
            using var file = GgufFile.Open(path);
            if (LoraLayout.Read(file).Remark is { } remark)
            {
                notices.WriteLine($"warning: {path} {remark}");
            }
        }

        return adapters;
    }

    private static WornAdapter Parse(string typed)
    {
        var at = typed.LastIndexOf('=');
        if (at < 0 || File.Exists(typed))
        {
            return new WornAdapter(typed);
        }

        return float.TryParse(typed[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && float.IsFinite(scale)
            ? new WornAdapter(typed[..at], scale)
            : throw new UserErrorException($"--adapter {typed} cannot be used; it is FILE or FILE=SCALE, such as a.gguf=0.5");
    }
}
