using System.Globalization;
using System.Text;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// Follows a grammar along texts that keep as many readings open as can be, and refuses one whose readings multiply: llama.cpp
/// keeps every reading as a stack and compares each with all others, so a dozen letters of <c>s ::= "a" s "b" | "a" s "c" | "d"</c>
/// would take minutes. A text is followed greedily: what no such text shows is not looked for.
/// </summary>
internal sealed class GrammarReadings
{
    private const int LettersMax = 24;
    private const int WorkMax = 2_000_000;
    private readonly IReadOnlyList<GrammarRule> _rules;
    private readonly Dictionary<(IReadOnlyList<GrammarElement> Sequence, int Index, Place? After), Place> _places = [];
    private int _work;

    private GrammarReadings(IReadOnlyList<GrammarRule> rules) => _rules = rules;

    /// <exception cref="UserErrorException">There is a rule whose readings multiply.</exception>
    public static void RefuseMany(Grammar grammar, GrammarText text)
    {
        var readings = new GrammarReadings(grammar.Rules);
        foreach (var rule in grammar.Rules.Where(rule => !rule.IsRepetition))
        {
            if (readings._work < WorkMax && readings.Multiplying(rule) is { } begun)
            {
                throw text.Wrong(rule.At, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the rule {rule.Name} can be read in more than {GrammarLimits.ReadingsMax} ways at once{begun}; let fewer of its alternates begin alike"));
            }
        }
    }

    /// <summary>The text after which too many readings are open, quoted; null where none was found.</summary>
    private string? Multiplying(GrammarRule rule)
    {
        _places.Clear();
        var begun = new StringBuilder();
        var open = new HashSet<Place>();
        var isFew = rule.Alternates.All(alternate => Expand(Enter(alternate, 0, null), open));
        for (var letters = 0; isFew && letters < LettersMax && _work < WorkMax && Commonest(open) is { } letter; letters++)
        {
            begun.Append(new Rune(letter));
            var next = new HashSet<Place>();
            isFew = open.Where(place => Matches(place.Element, letter)).All(place => Expand(Enter(place.Sequence, place.Index + 1, place.After), next));
            open = next;
        }

        return isFew ? null : begun.Length == 0 ? "" : $" after \"{begun.ToString().ReplaceLineEndings(" ")}\"";
    }

    /// <summary>Adds the places of characters and tokens that a place leads to; false where there are too many.</summary>
    private bool Expand(Place? start, HashSet<Place> found)
    {
        var todo = new Stack<Place?>([start]);
        var seen = new HashSet<Place>();
        while (todo.TryPop(out var place))
        {
            _work++;
            if (place is null || !seen.Add(place))
            {
                continue;
            }

            if (place.Element is not GrammarElement.Rule rule)
            {
                found.Add(place);
                continue;
            }

            if (seen.Count > GrammarLimits.BeginningsMax || found.Count > GrammarLimits.ReadingsMax)
            {
                return false;
            }

            var after = Enter(place.Sequence, place.Index + 1, place.After);
            foreach (var alternate in _rules[rule.Number].Alternates)
            {
                todo.Push(Enter(alternate, 0, after));
            }
        }

        return found.Count <= GrammarLimits.ReadingsMax;
    }

    /// <summary>A character that most of the open places allow; null where none allows any.</summary>
    private int? Commonest(HashSet<Place> open)
    {
        var elements = open.Select(place => place.Element).ToList();
        var letters = elements.Select(Example).Where(letter => letter is not null).Distinct().Take(64).ToList();
        _work += elements.Count * letters.Count;
        return letters.Count == 0 ? null : letters.MaxBy(letter => elements.Count(element => Matches(element, letter!.Value)));
    }

    private static int? Example(GrammarElement element) => element switch
    {
        GrammarElement.Characters { Negated: false } characters => characters.Ranges[0].First,
        GrammarElement.Characters characters => "az09 \n".Select(letter => (int?)letter).FirstOrDefault(letter => Matches(characters, letter!.Value)),
        GrammarElement.Any => 'a',
        _ => null,
    };

    private static bool Matches(GrammarElement element, int letter) => element switch
    {
        GrammarElement.Any => true,
        GrammarElement.Characters characters =>
            characters.Ranges.Any(range => range.First <= letter && letter <= range.Last) != characters.Negated,
        _ => false,
    };

    /// <summary>The place before an element, or where the sequence has ended, what comes after it. The same place is the same object.</summary>
    private Place? Enter(IReadOnlyList<GrammarElement> sequence, int index, Place? after)
    {
        if (index == sequence.Count)
        {
            return after;
        }

        if (!_places.TryGetValue((sequence, index, after), out var place))
        {
            place = new Place(sequence, index, after);
            _places[(sequence, index, after)] = place;
        }

        return place;
    }

    /// <summary>A reading: where it is in a sequence, and what follows when that has ended.</summary>
    private sealed class Place(IReadOnlyList<GrammarElement> sequence, int index, Place? after)
    {
        public IReadOnlyList<GrammarElement> Sequence { get; } = sequence;

        public int Index { get; } = index;

        public Place? After { get; } = after;

        public GrammarElement Element => Sequence[Index];
    }
}
