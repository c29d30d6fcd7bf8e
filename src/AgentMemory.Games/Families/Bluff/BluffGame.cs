using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bluff;

/// <summary>One betting game: its cards and its words.</summary>
public sealed class BluffGame(string name, BluffForm form, GameWords words) : IWorldGame
{
    public string Name => name;

    public BluffForm Form => form;

    public IReadOnlyList<string> Roles => GameWords.TwoRoles;

    public IPosition Start { get; } = Deal(form);

    public double ScoreMin => -form.StakeMax;

    public double ScoreMax => form.StakeMax;

    public bool HidesInformation => true;

    public object Sight(IPosition position, int seat) => ((BluffPosition)position).Sight(seat);

    public string Key(IPosition position, int seat)
    {
        var sight = ((BluffPosition)position).Sight(seat);
        return string.Create(CultureInfo.InvariantCulture, $"{sight.Card}.{sight.Table}.{sight.Bets}");
    }

    public IPosition InWorld(IPosition position) =>
        position is BluffPosition bluff ? new BluffPosition(form, bluff.State) : Start;

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var bluff = (BluffPosition)position;
        var card = ("card", form.Kinds[bluff.Card(seat)]);
        var pot = ("pot", Numbers.Text(bluff.Paid.Sum()));
        var seen = bluff.State.Table < 0
            ? words.Book.Fill("games/bluff/view", card, pot)
            : words.Book.Fill("games/bluff/view-table", card, ("table", form.Kinds[bluff.State.Table]), pot);
        return TheirMoves(seat, since).Reverse().Aggregate(seen, (rest, move) => words.They(move, rest));
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var bluff = (BluffPosition)position;
        var score = bluff.Score(seat);
        var told = score == 0 ? words.Book.Text("games/bluff/even") : words.Book.Fill("games/bluff/win",
            ("end", words.Result(score)), ("chips", Numbers.Text((int)Math.Abs(score))));
        if (bluff.Folded < 0)
        {
            told = words.Book.Fill("games/bluff/shown", ("card", form.Kinds[bluff.Card(1 - seat)]), ("end", told));
        }

        return TheirMoves(seat, since).Reverse().Aggregate(told, (rest, move) => words.They(move, rest));
    }

    public string Board(IPosition position, int seat)
    {
        var bluff = (BluffPosition)position;
        var table = bluff.State.Table < 0 ? "" : $"\ntable  {form.Kinds[bluff.State.Table]}";
        return $"card   {form.Kinds[bluff.Card(seat)]}{table}\npot    {bluff.Paid.Sum()}\nbets   {bluff.State.Bets}";
    }

    private static IEnumerable<string> TheirMoves(int seat, IReadOnlyList<Happening> since) => since
        .Where(h => h.Moves.Count > 0 && h.Moves[1 - seat] >= 0)
        .Select(h => h.Before.MoveText(1 - seat, h.Moves[1 - seat]));

    private static ChancePosition Deal(BluffForm form)
    {
        var cards = form.Kinds.Count * form.Copies;
        var deals = new List<(double, IPosition)>();
        for (var first = 0; first < form.Kinds.Count; first++)
        {
            for (var second = 0; second < form.Kinds.Count; second++)
            {
                var ways = form.Copies * (form.Copies - (first == second ? 1 : 0));
                if (ways > 0)
                {
                    deals.Add(((double)ways / (cards * (cards - 1)),
                        new BluffPosition(form, new BluffState(first, second, -1, ""))));
                }
            }
        }

        return new ChancePosition(deals);
    }
}
