using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Cli.Commands;

/// <summary>An adapter as it is typed: FILE, or FILE=SCALE.</summary>
internal static class AdapterArgument
{
    /// <exception cref="UserErrorException">The scale is no number.</exception>
    public static WornAdapter Parse(string typed)
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
