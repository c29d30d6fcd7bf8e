using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>Puts the rulebook of a game of heaps together from <c>prompts/games/heaps</c>.</summary>
internal static class HeapRulebook
{
    public static string Text(HeapGame game, HeapSettings settings, GameWords words)
    {
        var rules = game.Rules;
        var book = words.Book;
        var heap = rules.Names[0];
        var twists = rules.Echo ? book.Text("games/heaps/echo") : "";
        if (rules.Split)
        {
            twists += book.Fill("games/heaps/split", ("name", heap),
                ("room", Numbers.Text(rules.Names.Count)), ("names", string.Join(", ", rules.Names)));
        }

        if (rules.Refill > 0)
        {
            twists += book.Fill("games/heaps/refill", ("stones", Numbers.Text(rules.Refill)));
        }

        return book.Fill("games/heaps/rulebook",
            ("heaps", Heaps(game, settings, words)),
            ("begin", words.Begins(settings.Seat)),
            ("takes", Takes(rules, settings, words)),
            ("twists", twists),
            ("end", book.Text(rules.Misere ? "games/heaps/end-misere" : "games/heaps/end-normal")),
            ("replies", rules.NamesHeaps
                ? book.Fill("games/heaps/replies-more", ("name", heap))
                : book.Text("games/heaps/replies-one")));
    }

    private static string Heaps(HeapGame game, HeapSettings settings, GameWords words)
    {
        var names = game.Rules.Names.Take(settings.Piles).ToList();
        if (settings.Start is { } start)
        {
            return words.Book.Fill("games/heaps/heaps-fixed",
                ("names", string.Join(", ", names.Select((name, i) => $"{name} {Numbers.Text(start[i])}"))));
        }

        var low = ("low", Numbers.Text(HeapInstance.Low(settings)));
        var high = ("high", Numbers.Text(settings.Size));
        return names.Count == 1
            ? words.Book.Fill("games/heaps/heaps-one", ("names", names[0]), low, high)
            : words.Book.Fill("games/heaps/heaps-more",
                ("count", Numbers.Text(names.Count)), ("names", string.Join(", ", names)), low, high);
    }

    private static string Takes(HeapRules rules, HeapSettings settings, GameWords words)
    {
        if (settings.Hidden)
        {
            return words.Book.Fill("games/heaps/takes-hidden",
                ("most", Numbers.Text(settings.Most)), ("count", Numbers.Text(settings.Allowed)));
        }

        return settings.TakesAny
            ? words.Book.Text("games/heaps/takes-any")
            : words.Book.Fill("games/heaps/takes-told",
                ("takes", Numbers.Listed(HeapRules.Counts(rules.Allowed).Select(Numbers.Text), "or")));
    }
}
