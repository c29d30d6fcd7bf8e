using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>Names of invented things: those that the user gave, then invented ones.</summary>
public static class GameNames
{
    /// <summary>The parameter that every family takes.</summary>
    public static TaskParameter Parameter { get; } =
        new("names", "invented", "names instead of invented ones, joined by commas; the game's own first");

    /// <summary>The names given as a parameter.</summary>
    /// <exception cref="UserErrorException">A name stands twice or is no plain word.</exception>
    public static IReadOnlyList<string> Read(TaskParameters parameters)
    {
        var text = parameters.Text("names", "invented");
        if (text == "invented")
        {
            return [];
        }

        var names = text.Split(',');
        foreach (var name in names)
        {
            if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            {
                throw new UserErrorException(
                    $"{parameters.Family}: names={text} has \"{name}\"; a name is a lower-case letter and then letters or digits");
            }
        }

        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw new UserErrorException($"{parameters.Family}: names={text} has one name twice; give different ones");
    }

    /// <summary>As many names as asked for.</summary>
    public static IReadOnlyList<string> Draw(IReadOnlyList<string> given, int count, Rng rng) =>
        [.. given.Concat(InventedWords.Draw(count + given.Count, rng).Except(given, StringComparer.Ordinal)).Take(count)];
}
