using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>Names of things in games: those that the user gave, then drawn ones, invented or of everyday English.</summary>
public static class GameNames
{
    private const string Invented = "invented";
    private const string Common = "common";

    /// <summary>The parameter that every family takes.</summary>
    public static TaskParameter Parameter { get; } = new(
        "names", Invented, "invented; common: everyday English words; or names joined by commas, the game's own first");

    /// <summary>Words that name a way to draw names and so can be none themselves.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [Invented, Common];

    /// <summary>The names given as a parameter.</summary>
    /// <exception cref="UserErrorException">A name stands twice, is no plain word, or is reserved.</exception>
    public static ChosenNames Read(TaskParameters parameters)
    {
        var text = parameters.Text("names", Invented);
        if (Reserved.Contains(text))
        {
            return new ChosenNames([], text == Common);
        }

        var names = text.Split(',');
        foreach (var name in names)
        {
            if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            {
                throw new UserErrorException(
                    $"{parameters.Family}: names={text} has \"{name}\"; a name is a lower-case letter and then letters or digits");
            }

            if (Reserved.Contains(name))
            {
                throw new UserErrorException(
                    $"{parameters.Family}: names={text} has \"{name}\", which is no name; write names={name} alone, or take another name");
            }
        }

        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? new ChosenNames(names, AreCommon: false)
            : throw new UserErrorException($"{parameters.Family}: names={text} has one name twice; give different ones");
    }

    /// <summary>As many names as asked for.</summary>
    public static IReadOnlyList<string> Draw(ChosenNames chosen, int count, Rng rng)
    {
        var given = chosen.Given;
        return chosen.AreCommon
            ? CommonWords.Draw(count, rng)
            : [.. given.Concat(InventedWords.Draw(count + given.Count, rng).Except(given, StringComparer.Ordinal)).Take(count)];
    }
}
