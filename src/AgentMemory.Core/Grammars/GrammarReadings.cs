namespace AgentMemory.Core.Grammars;

/// <summary>
/// The readings of a text that a grammar leaves open, and how they multiply. llama.cpp keeps every reading as a stack, compares each with
/// all others, and, to refuse one token, follows each way through its letters anew: with
/// <c>s ::= "a" s "b" | "a" s "c" | "d"</c> or <c>([a-z]? [a-z]?){500}</c> one token takes minutes.
/// </summary>
internal sealed class GrammarReadings(IReadOnlyList<GrammarRule> rules)
{
    /// <summary>Letters of a token that are looked ahead; longer tokens that a grammar refuses near their end are rare.</summary>
    private const int LettersAhead = 8;
    private readonly Dictionary<(IReadOnlyList<GrammarElement> Sequence, int Index, GrammarPlace? After), GrammarPlace> _places = [];
    private readonly Dictionary<GrammarPlace, IReadOnlyCollection<GrammarPlace>?> _expanded = [];

    /// <summary>Steps taken so far.</summary>
    public long Work { get; private set; }

    /// <summary>The readings with which a rule begins; null where there are too many.</summary>
    public HashSet<GrammarPlace>? Begin(GrammarRule rule)
    {
        var open = new HashSet<GrammarPlace>();
        return rule.Alternates.All(alternate => AddTo(open, Enter(alternate, 0, null))) ? open : null;
    }

    /// <summary>The readings that a further character leaves; null where there are too many.</summary>
    public HashSet<GrammarPlace>? After(HashSet<GrammarPlace> open, int letter)
    {
        var next = new HashSet<GrammarPlace>();
        return open.Where(place => Matches(place.Element, letter)).All(place => AddTo(next, Next(place))) ? next : null;
    }

    /// <summary>Whether the ways through the characters that most readings allow come to be more than are followed in good time.</summary>
    public bool Multiply(HashSet<GrammarPlace> open)
    {
        var ways = open.ToDictionary(place => place, _ => 1.0);
        for (var ahead = 0; ahead < LettersAhead && Commonest(ways.Keys) is { } letter; ahead++)
        {
            var next = new Dictionary<GrammarPlace, double>();
            var sum = 0.0;
            foreach (var (place, count) in ways)
            {
                if (!Matches(place.Element, letter))
                {
                    continue;
                }

                if (Expanded(Next(place)) is not { } places)
                {
                    return true;
                }

                Work += places.Count;
                sum += count * places.Count;
                if (sum > GrammarLimits.WaysMax)
                {
                    return true;
                }

                foreach (var reached in places)
                {
                    next[reached] = next.GetValueOrDefault(reached) + count;
                }
            }

            ways = next;
        }

        return false;
    }

    /// <summary>A character that most of the places allow; null where none allows any.</summary>
    public int? Commonest(IReadOnlyCollection<GrammarPlace> open)
    {
        if (open.Count == 1)
        {
            return Example(open.First().Element);
        }

        var elements = open.Select(place => place.Element).ToList();
        var letters = elements.Select(Example).Where(letter => letter is not null).Distinct().Take(64).ToList();
        Work += elements.Count * letters.Count;
        return letters.Count == 0 ? null : letters.MaxBy(letter => elements.Count(element => Matches(element, letter!.Value)));
    }

    /// <summary>Forgets all places, so that those of one rule do not add to those of the next.</summary>
    public void Clear()
    {
        _places.Clear();
        _expanded.Clear();
    }

    private bool AddTo(HashSet<GrammarPlace> found, GrammarPlace? start)
    {
        if (Expanded(start) is not { } places)
        {
            return false;
        }

        found.UnionWith(places);
        return found.Count <= GrammarLimits.ReadingsMax;
    }

    /// <summary>The places of characters and tokens that a place leads to; null where there are too many.</summary>
    private IReadOnlyCollection<GrammarPlace>? Expanded(GrammarPlace? start)
    {
        if (start is null)
        {
            return [];
        }

        if (start.Element is not GrammarElement.Rule)
        {
            return [start];
        }

        if (!_expanded.TryGetValue(start, out var known))
        {
            _expanded[start] = known = Expand(start);
        }

        return known;
    }

    private HashSet<GrammarPlace>? Expand(GrammarPlace start)
    {
        var found = new HashSet<GrammarPlace>();
        var todo = new Stack<GrammarPlace?>([start]);
        var seen = new HashSet<GrammarPlace>();
        while (todo.TryPop(out var place))
        {
            Work++;
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
                return null;
            }

            var after = Next(place);
            foreach (var alternate in rules[rule.Number].Alternates)
            {
                todo.Push(Enter(alternate, 0, after));
            }
        }

        return found.Count <= GrammarLimits.ReadingsMax ? found : null;
    }

    private GrammarPlace? Next(GrammarPlace place) => Enter(place.Sequence, place.Index + 1, place.After);

    /// <summary>The place before an element, or where the sequence has ended, what comes after it. The same place is the same object.</summary>
    private GrammarPlace? Enter(IReadOnlyList<GrammarElement> sequence, int index, GrammarPlace? after)
    {
        if (index == sequence.Count)
        {
            return after;
        }

        if (!_places.TryGetValue((sequence, index, after), out var place))
        {
            place = new GrammarPlace(sequence, index, after);
            _places[(sequence, index, after)] = place;
        }

        return place;
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
}
