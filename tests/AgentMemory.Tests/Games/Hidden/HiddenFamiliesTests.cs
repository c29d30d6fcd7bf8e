using System.Globalization;
using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Hidden;

/// <summary>
/// Every family with a hidden part against a search over all plans in which the learner knows exactly what it was shown,
/// word by word: views, listed moves and its own replies. Sights, questions and solvers of the games are not used.
/// </summary>
public sealed class HiddenFamiliesTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("bluff?raises=1")]
    [InlineData("bluff?raises=2&opponent=mix:0.3&seat=second")]
    [InlineData("bluff?raises=1&opponent=greedy&kinds=4")]
    [InlineData("bluff?raises=1&rounds=2&hidden=habit")]
    [InlineData("bluff?raises=1&hidden=habit&seat=second")]
    [InlineData("bluff?raises=1&hidden=ranking&opponent=greedy")]
    [InlineData("bluff?classic=kuhn")]
    [InlineData("riddle?features=2&tries=2&pool=3")]
    [InlineData("riddle?features=2&tries=3&pool=3&hidden=pool")]
    public void Where_a_play_hides_something_the_ceiling_is_the_best_plan_over_what_is_shown(string variant)
    {
        foreach (var task in Tasks(variant))
        {
            Assert.Equal(Worth([Begin(task.Table, 1)], best: false), task.Solution.Floor, 6);
            Assert.Equal(Worth([Begin(task.Table, 1)], best: true), task.Solution.Ceiling, 6);
            var exam = task.Table with { Start = task.Starts.Exam };
            Assert.Equal(Worth([Begin(exam, 1)], best: false), task.Floor, 6);
            Assert.Equal(Worth([Begin(exam, 1)], best: true), task.Ceiling, 6);
        }
    }

    [Theory]
    [InlineData("bluff?raises=1&hidden=habit")]
    [InlineData("bluff?raises=1&hidden=ranking&seat=second")]
    [InlineData("lines?columns=3&rows=2&length=2&hidden=habit&gravity=false")]
    [InlineData("lines?columns=3&rows=3&blocked=3&gravity=false&hidden=directions&wild=false")]
    [InlineData("hunters?columns=3&rows=3&moves=5&mine=1&hidden=target")]
    [InlineData("hunters?columns=3&rows=3&moves=4&hidden=habit&opponent=mix:0.2:greedy")]
    [InlineData("tiles?columns=2&rows=2&steps=3&hidden=meanings")]
    [InlineData("brew?bases=3&products=2&tries=2")]
    [InlineData("bargain?hidden=partner&stock=1&offers=2")]
    [InlineData("bargain?auction=first&lots=1&purse=3&hidden=partner")]
    public void What_is_reached_without_the_hidden_part_is_the_best_plan_over_what_is_shown_in_all_worlds(string variant)
    {
        foreach (var task in Tasks(variant))
        {
            var worlds = ((WorldsDemonstrator)task.Demonstrate()).Worlds.Tables;
            var alone = worlds.Select(w => (Floor: Worth([Begin(w, 1)], best: false), Ceiling: Worth([Begin(w, 1)], best: true))).ToList();
            var (floor, ceiling) = (alone.Average(a => a.Floor), alone.Average(a => a.Ceiling));
            var blind = Worth([.. worlds.Select(w => Begin(w, 1.0 / worlds.Count))], best: true);
            Assert.Equal(Math.Clamp((blind - floor) / (ceiling - floor), 0, 1), task.Hidden.ReachableWithout, 6);
        }
    }

    private static IEnumerable<GameTask> Tasks(string variant) => Enumerable.Range(1, 2)
        .Select(seed => Catalogue.ResolveGame(string.Create(CultureInfo.InvariantCulture, $"{variant}{(variant.Contains('?') ? '&' : '?')}seed={seed}")));

    private static At Begin(GameTable table, double weight) => new(table, table.Start, [], "", weight);

    private static double Worth(IReadOnlyList<At> possible, bool best)
    {
        var (sum, shown) = (0.0, new Dictionary<string, List<At>>());
        var open = new Stack<At>(possible);
        while (open.TryPop(out var at))
        {
            var seat = at.Table.Seat;
            if (at.Position.Phase == Phase.Over)
            {
                sum += at.Weight * at.Position.Score(seat);
            }
            else if (at.Position.MoveCount(seat) > 0)
            {
                var replies = Enumerable.Range(0, at.Position.MoveCount(seat)).Select(move => at.Position.MoveText(seat, move));
                var seen = $"{at.Shown}\n{at.Table.Game.View(at.Position, seat, at.Since)} [{string.Join(", ", replies)}]";
                shown.TryAdd(seen, []);
                shown[seen].Add(at with { Shown = seen });
            }
            else
            {
                foreach (var next in Followers(at))
                {
                    open.Push(next);
                }
            }
        }

        foreach (var group in shown.Values)
        {
            var worth = Enumerable.Range(0, group[0].Position.MoveCount(group[0].Table.Seat))
                .Select(move => Worth([.. group.Select(at => Replied(at, move))], best));
            sum += best ? worth.Max() : worth.Average();
        }

        return sum;
    }

    private static IEnumerable<At> Followers(At at)
    {
        for (var outcome = 0; outcome < at.Position.ChanceCount; outcome++)
        {
            var after = at.Position.AfterChance(outcome);
            yield return at.Next(new Happening(at.Position, [], outcome, after), at.Position.ChanceProbability(outcome));
        }

        // In these families one seat moves at a time.
        var other = 1 - at.Table.Seat;
        var weights = new double[at.Position.Phase == Phase.Chance ? 0 : at.Position.MoveCount(other)];
        if (weights.Length > 0)
        {
            at.Table.Policies[other].Weigh(at.Position, other, weights);
        }

        for (var move = 0; move < weights.Length; move++)
        {
            var moves = new int[2];
            (moves[at.Table.Seat], moves[other]) = (-1, move);
            yield return at.Next(new Happening(at.Position, moves, -1, at.Position.After(moves)), weights[move]);
        }
    }

    private static At Replied(At at, int move)
    {
        var moves = at.Table.Game.Roles.Select((_, seat) => seat == at.Table.Seat ? move : -1).ToArray();
        return at with
        {
            Position = at.Position.After(moves),
            Since = [new Happening(at.Position, moves, -1, at.Position.After(moves))],
            Shown = $"{at.Shown} -> {move}",
        };
    }

    /// <summary>A position in one world, what happened since the learner's last reply, and all that it was shown before.</summary>
    private sealed record At(GameTable Table, IPosition Position, IReadOnlyList<Happening> Since, string Shown, double Weight)
    {
        public At Next(Happening happening, double share) =>
            this with { Position = happening.After, Since = [.. Since, happening], Weight = Weight * share };
    }
}
