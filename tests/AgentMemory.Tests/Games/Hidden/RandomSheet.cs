using System.Globalization;
using System.Text;

namespace AgentMemory.Tests.Games.Hidden;

/// <summary>
/// A game drawn at random as plain tables, and the same game as a rulesheet. Each state lists its moves, what follows
/// every joint move and what each role then sees, so nothing of the rules' language is needed to know the game.
/// </summary>
internal sealed class RandomSheet
{
    private static readonly string[] Words = ["noop", "a", "b", "c"];
    private readonly Random _random;
    private readonly List<List<Place>> _layers = [];

    public RandomSheet(int seed)
    {
        _random = new Random(seed);
        Players = [.. new[] { "ann", "bob" }.Take(1 + _random.Next(2))];
        HasChance = _random.Next(8) > 0;
        IsOpposite = _random.Next(3) > 0;
        var depth = 1 + _random.Next(4);
        var schemes = Players.Select(_ => Enumerable.Range(0, depth).Select(_ => _random.Next(8)).ToArray()).ToArray();
        var uneven = _random.Next(4) == 0;
        for (var layer = 0; layer <= depth; layer++)
        {
            AddLayer(layer, depth, uneven);
        }

        for (var layer = 0; layer < depth; layer++)
        {
            foreach (var place in _layers[layer].Where(p => !p.IsEnd))
            {
                Connect(place, _layers[layer + 1], [.. schemes.Select(s => s[layer])]);
            }
        }
    }

    /// <summary>Roles that choose; chance is one more role behind them.</summary>
    public IReadOnlyList<string> Players { get; }

    public bool HasChance { get; }

    public bool IsOpposite { get; }

    public Place Start => _layers[0][0];

    /// <summary>The rulesheet.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var role in Roles)
            {
                text.Append(CultureInfo.InvariantCulture, $"(role {role}) ");
            }

            text.Append(CultureInfo.InvariantCulture, $"\n(init (at {Start.Name}))\n(<= (sees ?r nothing) (role ?r) (true never))\n");
            foreach (var place in _layers.SelectMany(l => l))
            {
                Write(place, text);
            }

            return text.ToString();
        }
    }

    private IEnumerable<string> Roles => HasChance ? Players.Append("random") : Players;

    private void AddLayer(int layer, int depth, bool uneven)
    {
        var count = layer == 0 ? 1 : 1 + _random.Next(3);
        var common = Roles.Select(_ => Moves()).ToArray();
        var places = new List<Place>();
        for (var i = 0; i < count; i++)
        {
            var isEnd = layer == depth || (i > 0 && _random.Next(8) == 0);
            var first = 25 * _random.Next(5);
            var legal = Roles.Select((role, at) => role == "random" || (uneven && _random.Next(3) == 0) ? Moves() : common[at]);
            places.Add(new Place
            {
                Name = $"p{layer}x{i}",
                Number = i,
                IsEnd = isEnd,
                Legal = [.. legal],
                Goals = [first, IsOpposite ? 100 - first : 25 * _random.Next(5)],
            });
        }

        _layers.Add(places);
    }

    private string[] Moves() => _random.Next(5) < 2
        ? [Words[_random.Next(3) == 0 ? 1 : 0]]
        : [.. Words.Skip(_random.Next(3)).Take(2 + _random.Next(2))];

    private void Connect(Place place, List<Place> next, int[] schemes)
    {
        foreach (var joint in Joint(place.Legal))
        {
            var after = next[_random.Next(next.Count)];
            var seen = Players.Select((_, player) => schemes[player] switch
            {
                0 => [],
                1 => ["tick"],
                2 => [$"did-{joint[player]}"],
                3 => [$"all-{string.Join('-', joint)}"],
                4 => [$"now-{after.Number}"],
                5 => after.Number % 2 == 0 ? ["even", $"by-{joint[^1]}"] : Array.Empty<string>(),
                6 => [$"last-{joint[^1]}"],
                _ => _random.Next(2) == 0 ? ["glimpse", $"was-{place.Number}"] : (string[])["glimpse"],
            }).ToArray();
            place.Ways.Add(string.Join(' ', joint), (after, seen));
        }
    }

    public static IEnumerable<string[]> Joint(IEnumerable<string[]> legal) => legal.Aggregate(
        (IEnumerable<string[]>)[[]], (so, moves) => so.SelectMany(s => moves.Select(m => (string[])[.. s, m])));

    private void Write(Place place, StringBuilder text)
    {
        var roles = Roles.ToList();
        var at = $"(true (at {place.Name}))";
        if (place.IsEnd)
        {
            text.Append(CultureInfo.InvariantCulture, $"(<= terminal {at})\n");
            foreach (var (role, goal) in Players.Zip(place.Goals))
            {
                text.Append(CultureInfo.InvariantCulture, $"(<= (goal {role} {goal}) {at})\n");
            }

            return;
        }

        foreach (var (role, move) in roles.Zip(place.Legal).SelectMany(r => r.Second.Select(move => (r.First, move))))
        {
            text.Append(CultureInfo.InvariantCulture, $"(<= (legal {role} {move}) {at})\n");
        }

        foreach (var (moves, (after, seen)) in place.Ways)
        {
            var when = at + string.Concat(roles.Zip(moves.Split(' '), (role, move) => $" (does {role} {move})"));
            text.Append(CultureInfo.InvariantCulture, $"(<= (next (at {after.Name})) {when})\n");
            foreach (var (role, what) in Players.Zip(seen).SelectMany(s => s.Second.Select(what => (s.First, what))))
            {
                text.Append(CultureInfo.InvariantCulture, $"(<= (sees {role} {what}) {when})\n");
            }
        }
    }

    /// <summary>A state.</summary>
    internal sealed class Place
    {
        public required string Name { get; init; }

        public required int Number { get; init; }

        public required bool IsEnd { get; init; }

        /// <summary>For every role its moves, chance last.</summary>
        public required string[][] Legal { get; init; }

        public required int[] Goals { get; init; }

        /// <summary>By the moves of all roles: what follows, and what every player sees.</summary>
        public Dictionary<string, (Place After, string[][] Seen)> Ways { get; } = [];
    }
}
