using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentMemory.Cli.Options;

/// <summary>Options that are lengths of time: 90s, 30min, 1h, 1h30min.</summary>
internal static partial class DurationOption
{
    /// <summary>An option that may be left out.</summary>
    public static Option<TimeSpan?> Optional(string name, string what) => new(name)
    {
        Description = $"{what} (90s, 30min, 1h or 1h30min)",
        CustomParser = result =>
        {
            if (result.Tokens is not [var token])
            {
                return null;
            }

            if (Read(token.Value) is { } time)
            {
                return time;
            }

            result.AddError($"{name} {token.Value} cannot be used; it is a time of at most 999 hours such as 90s, 30min, 1h or 1h30min");
            return null;
        },
    };

    /// <summary>The time that a text names; null where it names none, or none at all.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var time = new TimeSpan(Part(match, "h"), Part(match, "m"), Part(match, "s"));
        return time > TimeSpan.Zero ? time : null;
    }

    private static int Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<h>\d{1,3})h)?(?:(?<m>\d{1,5})(?:min|m))?(?:(?<s>\d{1,7})s)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
