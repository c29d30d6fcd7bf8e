using System.Globalization;
using System.Text;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// Refuses a grammar one of whose rules has readings that multiply. Each rule is followed along a text that keeps as many readings open
/// as can be; what no such text shows, <see cref="GrammarProgress"/> finds when a text comes there.
/// </summary>
internal static class GrammarAmbiguity
{
    private const int LettersMax = 24;

    /// <summary>From so many letters to so many, what is ahead is looked at: no more than it takes for the stretches to overlap.</summary>
    private const int LettersBetween = 4;

    private const int WorkMax = 2_000_000;

    /// <exception cref="UserErrorException">There is such a rule.</exception>
    public static void Refuse(Grammar grammar, GrammarText text)
    {
        var readings = new GrammarReadings(grammar.Rules);
        // The root first, so that none of the work allowed is spent before it.
        var rules = grammar.Rules.Where(rule => !rule.IsRepetition).OrderByDescending(rule => ReferenceEquals(rule, grammar.Rules[grammar.Root]));
        foreach (var rule in rules)
        {
            if (readings.Work < WorkMax && Multiplying(readings, rule) is { } begun)
            {
                throw text.Wrong(rule.At, $"the rule {rule.Name} {Many(begun)}");
            }
        }
    }

    /// <summary>What is wrong, and the remedy.</summary>
    /// <param name="begun">The text before the readings were too many.</param>
    public static string Many(string begun)
    {
        var after = begun.Length == 0 ? "" : $" after \"{begun.ReplaceLineEndings(" ")}\"";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"can be read in more ways at once than the {GrammarLimits.WaysMax} that are followed{after}; ")
            + "lower a count, or let fewer of its alternates begin alike";
    }

    /// <summary>The text after which too many readings are open; null where none was found.</summary>
    private static string? Multiplying(GrammarReadings readings, GrammarRule rule)
    {
        readings.Clear();
        var begun = new StringBuilder();
        var open = readings.Begin(rule);
        for (var letters = 0; letters < LettersMax && readings.Work < WorkMax; letters++)
        {
            if (open is null || (letters % LettersBetween == 0 && readings.Multiply(open)))
            {
                return begun.ToString();
            }

            if (readings.Commonest(open) is not { } letter)
            {
                return null;
            }

            begun.Append(new Rune(letter));
            open = readings.After(open, letter);
        }

        return open is null ? begun.ToString() : null;
    }
}
