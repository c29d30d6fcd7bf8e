using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Grammars;

namespace AgentMemory.Testing;

/// <summary>Follows a grammar in the plainest way there is: which texts it allows, and texts drawn from it.</summary>
public sealed class GrammarMatch
{
    private readonly Grammar _grammar;

    public GrammarMatch(string gbnf) => _grammar = Grammar.Parse(gbnf);

    /// <summary>Whether the whole text is allowed.</summary>
    public bool Allows(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        return Ends(_grammar.Root, runes, 0, []).Contains(runes.Length);
    }

    /// <summary>A text that is allowed; alternates are drawn alike, so that long ones are rare.</summary>
    public string Draw(Rng rng)
    {
        var text = new StringBuilder();
        Draw(_grammar.Root, rng, text, 0);
        return text.ToString();
    }

    private void Draw(int rule, Rng rng, StringBuilder text, int depth)
    {
        var alternates = _grammar.Rules[rule].Alternates;
        // Deep down the shortest way out is taken.
        var chosen = depth > 60 ? alternates.MinBy(a => a.Count(e => e is GrammarElement.Rule))! : rng.Pick(alternates);
        foreach (var element in chosen)
        {
            switch (element)
            {
                case GrammarElement.Rule other:
                    Draw(other.Number, rng, text, depth + 1);
                    break;
                case GrammarElement.Characters { Negated: false } characters:
                    var (first, last) = rng.Pick(characters.Ranges);
                    text.Append(new Rune(first + rng.Next(last - first + 1)).ToString());
                    break;
                case GrammarElement.Characters characters:
                    var free = "ab \u00e9\u4e2d\U0001F600,:{}[]\n".EnumerateRunes().Where(rune => Takes(characters, rune)).ToArray();
                    text.Append(rng.Pick(free).ToString());
                    break;
                default:
                    throw new InvalidOperationException($"{element} is not drawn");
            }
        }
    }

    private HashSet<int> Ends(int rule, Rune[] text, int at, Dictionary<(int, int), HashSet<int>> known)
    {
        if (known.TryGetValue((rule, at), out var ends))
        {
            return ends;
        }

        known[(rule, at)] = [];
        ends = [];
        foreach (var alternate in _grammar.Rules[rule].Alternates)
        {
            HashSet<int> places = [at];
            foreach (var element in alternate)
            {
                places = element is GrammarElement.Rule other
                    ? [.. places.SelectMany(place => Ends(other.Number, text, place, known))]
                    : [.. places.Where(place => place < text.Length && Takes(element, text[place])).Select(place => place + 1)];
            }

            ends.UnionWith(places);
        }

        return known[(rule, at)] = ends;
    }

    private static bool Takes(GrammarElement element, Rune rune) => element switch
    {
        GrammarElement.Any => true,
        GrammarElement.Characters characters => characters.Ranges.Any(r => r.First <= rune.Value && rune.Value <= r.Last) != characters.Negated,
        _ => false,
    };
}
