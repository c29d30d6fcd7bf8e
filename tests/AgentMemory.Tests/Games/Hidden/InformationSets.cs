namespace AgentMemory.Tests.Games.Hidden;

/// <summary>
/// What a random sheet is worth, by its information sets: a player knows its own moves and what it saw, nothing else.
/// Works on the sheet's tables; shares nothing with the solvers or the rules' language.
/// </summary>
internal sealed class InformationSets(RandomSheet sheet)
{
    /// <summary>How a player moves who has done and seen this: one share for every legal move.</summary>
    public delegate double[] Plan(int player, string known, int moves);

    /// <summary>Every legal move as likely.</summary>
    public static double[] Evenly(int player, string known, int moves) => [.. Enumerable.Repeat(1.0 / moves, moves)];

    /// <summary>What a player reaches by its best plan against the others' plans; or on average by moving evenly.</summary>
    public double Worth(int player, Plan others, bool best) => Worth(player, others, best, [Beginning], null);

    /// <summary>
    /// The best moves at a player's first choice; empty where it has none, or where what it saw by then changes them.
    /// </summary>
    public IReadOnlyList<string> First(int player)
    {
        var first = new List<IReadOnlyList<string>>();
        Worth(player, Evenly, true, [Beginning], first);
        return first.Count > 0 && first.All(f => f.SequenceEqual(first[0])) ? first[0] : [];
    }

    /// <summary>Every player has the same moves wherever it knows the same.</summary>
    public bool KnowMoves()
    {
        var legal = new Dictionary<(int, string), string>();
        return Visit(Beginning);

        bool Visit(At at) => at.Place.IsEnd || (sheet.Players.Select((_, player) => (player, at.Known[player]))
                .All(set => Same(set, string.Join(' ', at.Place.Legal[set.player])))
            && at.Place.Ways.Keys.All(moves => Visit(After(at, moves, 1))));

        bool Same((int, string) set, string moves) => legal.TryAdd(set, moves) || legal[set] == moves;
    }

    /// <summary>
    /// Plans for two players of opposite interests that get ever nearer to an equilibrium (regret matching, S. Hart and
    /// A. Mas-Colell, 2000, in every information set: M. Zinkevich et al., 2007).
    /// </summary>
    public Plan[] Approach(int rounds)
    {
        var (regrets, sums) = (new Dictionary<(int, string), double[]>(), new Dictionary<(int, string), double[]>());
        for (var round = 1; round <= rounds; round++)
        {
            for (var player = 0; player < 2; player++)
            {
                Regret(player, Beginning, 1, 1, round);
            }
        }

        Plan mean = (player, known, moves) => sums.TryGetValue((player, known), out var sum) && sum.Sum() > 0
            ? [.. sum.Select(s => s / sum.Sum())]
            : Evenly(player, known, moves);
        return [mean, mean];

        double[] Now(int player, string known, int moves)
        {
            var regret = regrets.TryGetValue((player, known), out var there) ? there : regrets[(player, known)] = new double[moves];
            var sum = regret.Sum(r => Math.Max(0, r));
            return sum > 0 ? [.. regret.Select(r => Math.Max(0, r) / sum)] : Evenly(player, known, moves);
        }

        double Regret(int player, At at, double own, double others, int round)
        {
            if (at.Place.IsEnd)
            {
                return at.Place.Goals[player];
            }

            var plans = new[] { 0, 1 }.Select(p => Now(p, at.Known[p], at.Place.Legal[p].Length)).ToArray();
            var worth = new double[plans[player].Length];
            foreach (var moves in at.Place.Ways.Keys)
            {
                var words = moves.Split(' ');
                var chance = sheet.HasChance ? 1.0 / at.Place.Legal[2].Length : 1;
                var theirs = chance * plans[1 - player][Array.IndexOf(at.Place.Legal[1 - player], words[1 - player])];
                var move = Array.IndexOf(at.Place.Legal[player], words[player]);
                worth[move] += theirs * Regret(player, After(at, moves, 1), own * plans[player][move], others * theirs, round);
            }

            var value = worth.Zip(plans[player], (w, p) => w * p).Sum();
            var (regret, sum) = (regrets[(player, at.Known[player])], sums.TryGetValue((player, at.Known[player]), out var there)
                ? there : sums[(player, at.Known[player])] = new double[worth.Length]);
            for (var move = 0; move < worth.Length; move++)
            {
                regret[move] = regret[move] + (others * (worth[move] - value));
                sum[move] += round * own * plans[player][move];
            }

            return value;
        }
    }

    private At Beginning => new(sheet.Start, [.. sheet.Players.Select(_ => "")], 1);

    private double Worth(int player, Plan others, bool best, List<At> possible, List<IReadOnlyList<string>>? first)
    {
        var sum = possible.Where(p => p.Place.IsEnd).Sum(p => p.Weight * p.Place.Goals[player]);
        var open = possible.Where(p => !p.Place.IsEnd).ToList();
        if (open.Count == 0)
        {
            return sum;
        }

        var legal = open[0].Place.Legal[player];
        var worth = legal.Select(own => open
            .SelectMany(at => at.Place.Ways.Keys.Where(moves => moves.Split(' ')[player] == own)
                .Select(moves => After(at, moves, Share(player, others, at, moves))))
            .GroupBy(at => at.Known[player])
            .Sum(group => Worth(player, others, best, [.. group], legal.Length > 1 ? null : first))).ToList();
        if (legal.Length > 1)
        {
            var least = worth.Max() - (1e-7 * open.Sum(o => o.Weight));
            first?.Add([.. legal.Where((_, move) => worth[move] > least).Order(StringComparer.Ordinal)]);
        }

        return sum + (best ? worth.Max() : worth.Average());
    }

    /// <summary>How likely chance and the others make a joint move.</summary>
    private double Share(int player, Plan others, At at, string moves)
    {
        var words = moves.Split(' ');
        var share = sheet.HasChance ? 1.0 / at.Place.Legal[^1].Length : 1;
        for (var other = 0; other < sheet.Players.Count; other++)
        {
            var legal = at.Place.Legal[other];
            share *= other == player ? 1 : others(other, at.Known[other], legal.Length)[Array.IndexOf(legal, words[other])];
        }

        return share;
    }

    private static At After(At at, string moves, double share)
    {
        var (after, seen) = at.Place.Ways[moves];
        var words = moves.Split(' ');
        return new At(after, [.. at.Known.Select((known, player) => Known(known, words[player], seen[player]))], at.Weight * share);
    }

    /// <summary>All that a player has done and seen, after one more move.</summary>
    public static string Known(string before, string move, string[] seen) =>
        $"{before}{move}>{string.Join(',', seen.Order(StringComparer.Ordinal))};";

    /// <summary>A state, what each player has done and seen, and how likely this is.</summary>
    private sealed record At(RandomSheet.Place Place, string[] Known, double Weight);
}
