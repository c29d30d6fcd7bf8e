using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;

namespace AgentMemory.Games.Play;

/// <summary>Names of things in games: those that the user gave, then drawn ones, invented or of everyday English.</summary>
public static class GameNames
{
    private const string Invented = "invented";
    private const string Common = "common";

    /// <summary>The parameter that every family takes.</summary>
    public static TextParameter<ChosenNames> Parameter { get; } = new(
        "names",
        Invented,
        $"{Invented}, {Common}, or names joined by commas",
        $"what things are called; {Common}: everyday English words; of names that are given the first is the game's own",
        [Invented, Common, "alpha,beta"],
        Read);

    /// <summary>Words that name a way to draw names and so can be none themselves.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [Invented, Common];

    /// <summary>As many names as asked for.</summary>
    public static IReadOnlyList<string> Draw(ChosenNames chosen, int count, Rng rng)
    {
        var given = chosen.Given;
        return chosen.AreCommon
            ? CommonWords.Draw(count, rng)
            : [.. given.Concat(InventedWords.Draw(count + given.Count, rng).Except(given, StringComparer.Ordinal)).Take(count)];
    }

    /// <summary>The generator that names come from: the twin with other names has one of its own.</summary>
    public static Rng Source(Rng rng, TaskTwin twin) => rng.Fork(twin == TaskTwin.Scrambled ? "scrambled" : "names");

    private static ChosenNames Read(TaskParameters parameters, string text)
    {
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
}
