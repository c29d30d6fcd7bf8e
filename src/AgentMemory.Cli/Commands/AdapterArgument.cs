using AgentMemory.Core;

namespace AgentMemory.Cli.Commands;

/// <summary>An adapter as it is typed: FILE, or FILE=SCALE.</summary>
internal static class AdapterArgument
{
    private static readonly NumberRange<float> Scales = new(-1_000, 1_000);

    /// <summary>What an option of adapters says of itself.</summary>
    public static string Form { get; } = $"FILE or FILE=SCALE ({Scales}); may stand several times";

    /// <exception cref="UserErrorException">The scale is no number.</exception>
    public static WornAdapter Parse(string typed)
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
