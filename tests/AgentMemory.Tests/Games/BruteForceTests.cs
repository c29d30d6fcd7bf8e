using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>
/// Floor and ceiling of every family against a search that shares nothing with the solvers: it walks through every play, and
/// where the learner does not see all, it tries every choice for everything it can have seen.
/// </summary>
public sealed class BruteForceTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("heaps?size=7")]
    [InlineData("heaps?hidden=takes&size=7")]
    [InlineData("lines?columns=3&rows=2&length=2&opponent=greedy&blocked=0&misere=true&gravity=false&wild=false")]
    [InlineData("lines?columns=3&rows=3&length=3&gravity=true&misere=false&wild=false&blocked=0&torus=true&opponent=minimax-2")]
    [InlineData("lines?columns=3&rows=3&blocked=3&gravity=false&hidden=habit")]
    [InlineData("lines?columns=3&rows=3&blocked=3&gravity=false&hidden=directions&wild=false")]
    [InlineData("hunters?columns=3&rows=3&moves=5&mine=1")]
    [InlineData("hunters?columns=3&rows=3&moves=6&mine=1&hidden=target")]
    [InlineData("hunters?columns=3&rows=3&moves=6&hidden=habit&opponent=mix:0.2:greedy")]
    [InlineData("tiles?columns=3&rows=2&steps=4")]
    [InlineData("tiles?columns=3&rows=2&steps=5&hidden=meanings")]
    [InlineData("brew?bases=3&products=2")]
    [InlineData("brew?bases=3&products=3&tries=3")]
    [InlineData("bargain")]
    [InlineData("bargain?hidden=partner&stock=1&offers=3")]
    [InlineData("bargain?auction=first&lots=2&purse=4")]
    [InlineData("bargain?auction=second&lots=2&purse=3")]
    [InlineData("bargain?auction=ascending&lots=1")]
    public void Floor_and_ceiling_agree_with_a_walk_through_every_play(string variant)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var task = Catalogue.ResolveGame($"{variant}{(variant.Contains('?') ? '&' : '?')}seed={seed}");
            Assert.Equal(Walk(task, task.Table.Game.Start, best: false), task.Solution.Floor, 9);
            Assert.Equal(Walk(task, task.Table.Game.Start, best: true), task.Solution.Ceiling, 9);
            Assert.Equal(Walk(task, task.Starts.Exam, best: false), task.Floor, 9);
            Assert.Equal(Walk(task, task.Starts.Exam, best: true), task.Ceiling, 9);
        }
    }

    [Theory]
    [InlineData("bluff?raises=1&opponent=random")]
    [InlineData("bluff?raises=1&opponent=mix:0.3")]
    [InlineData("bluff?raises=1&hidden=habit&seat=second")]
    [InlineData("bluff?raises=1&hidden=ranking&opponent=greedy")]
    [InlineData("bluff?classic=kuhn&seat=second")]
    [InlineData("riddle?features=2&tries=2&pool=3")]
    [InlineData("riddle?features=2&tries=3&pool=3&hidden=pool")]
    public void Where_not_all_is_seen_the_ceiling_is_the_best_of_all_plans(string variant)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var task = Catalogue.ResolveGame($"{variant}&seed={seed}");
            Assert.Equal(Walk(task, task.Table.Game.Start, best: false), task.Solution.Floor, 9);
            Assert.Equal(BestPlan(task, [(task.Table.Game.Start, 1.0)]), task.Solution.Ceiling, 6);
            Assert.Equal(Walk(task, task.Starts.Exam, best: false), task.Floor, 9);
            Assert.Equal(BestPlan(task, [(task.Starts.Exam, 1.0)]), task.Ceiling, 6);
        }
    }

    [Theory]
    [InlineData("lines?columns=3&rows=3&blocked=2&gravity=false")]
    [InlineData("hunters?columns=3&rows=3&moves=6&mine=1")]
    [InlineData("heaps?start=2-3&takes=1,2")]
    public void The_value_under_best_play_agrees_with_a_search_by_turns(string variant)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var task = Catalogue.ResolveGame($"{variant}&seed={seed}");
            Assert.Equal(Negamax((TurnPosition)task.Table.Game.Start), Solution.Of(task).Value!["first"], 9);
        }
    }

    private static double Negamax(TurnPosition position)
    {
        if (position.Mover < 0)
        {
            return position.Score(0);
        }

        var values = Enumerable.Range(0, position.Count).Select(move => Negamax(position.After(move)));
        return position.Mover == 0 ? values.Max() : values.Min();
    }

    private static double Walk(GameTask task, IPosition position, bool best)
    {
        var table = task.Table;
        switch (position.Phase)
        {
            case Phase.Over:
                return position.Score(table.Seat);
            case Phase.Chance:
                return Enumerable.Range(0, position.ChanceCount)
                    .Sum(i => position.ChanceProbability(i) * Walk(task, position.AfterChance(i), best));
        }

        var mover = Enumerable.Range(0, table.Game.Roles.Count).First(seat => position.MoveCount(seat) > 0);
        var values = Followers(position, mover, table.Game.Roles.Count).Select(next => Walk(task, next, best)).ToArray();
        return mover != table.Seat ? Weights(table, position, mover).Zip(values, (w, v) => w * v).Sum()
            : best ? values.Max() : values.Average();
    }

    /// <summary>The best of all plans from what the learner knows: what it sees tells possibilities apart, nothing else does.</summary>
    private static double BestPlan(GameTask task, IReadOnlyList<(IPosition Position, double Weight)> possible)
    {
        var table = task.Table;
        var (sum, asked) = (0.0, new List<(IPosition Position, double Weight)>());
        var open = new Queue<(IPosition Position, double Weight)>(possible);
        while (open.TryDequeue(out var at))
        {
            var (position, weight) = at;
            if (position.Phase == Phase.Over)
            {
                sum += weight * position.Score(table.Seat);
            }
            else if (position.Phase == Phase.Chance)
            {
                for (var i = 0; i < position.ChanceCount; i++)
                {
                    open.Enqueue((position.AfterChance(i), weight * position.ChanceProbability(i)));
                }
            }
            else if (position.MoveCount(table.Seat) > 0)
            {
                asked.Add(at);
            }
            else
            {
                foreach (var (next, share) in Followers(position, 1 - table.Seat, 2).Zip(Weights(table, position, 1 - table.Seat)))
                {
                    open.Enqueue((next, weight * share));
                }
            }
        }

        // A view tells what has happened since the last move, so together with what was known before it tells all that was seen.
        return sum + asked.GroupBy(a => (table.Game.Sight(a.Position, table.Seat), a.Position.MoveCount(table.Seat))).Sum(group =>
            Enumerable.Range(0, group.Key.Item2).Max(move => BestPlan(task, [.. group.Select(
                a => (Followers(a.Position, table.Seat, table.Game.Roles.Count).ElementAt(move), a.Weight))])));
    }

    private static IEnumerable<IPosition> Followers(IPosition position, int mover, int seats) =>
        Enumerable.Range(0, position.MoveCount(mover)).Select(move =>
        {
            var moves = new int[seats];
            moves[mover] = move;
            return position.After(moves);
        });

    private static double[] Weights(GameTable table, IPosition position, int mover)
    {
        var weights = new double[position.MoveCount(mover)];
        table.Policies[mover].Weigh(position, mover, weights);
        return weights;
    }
}
