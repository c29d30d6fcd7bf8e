using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Cli.Commands;

/// <summary>Adapters as they are typed: FILE, or FILE=SCALE.</summary>
internal static class AdapterArgument
{
    private static readonly NumberRange<float> Scales = new(-1_000, 1_000);

    /// <summary>What an option of adapters says of itself.</summary>
    public static string Form { get; } = $"FILE or FILE=SCALE ({Scales}); may stand several times";

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

        return Scales.TryRead(typed[(at + 1)..], out var scale)
            ? new WornAdapter(typed[..at], scale)
            : throw new UserErrorException($"--adapter {typed} cannot be used; it is FILE or FILE=SCALE, such as a.gguf=0.5, and SCALE is {Scales}");
    }
}
