using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Families.Heaps;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public sealed class HeapsTests
{
    private static readonly HeapsFamily Family = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("heaps?classic=nim-3-4-5")]
    [InlineData("heaps?classic=nim-1-2-4")]
    [InlineData("heaps?classic=nim-3-4-5&misere=true")]
    [InlineData("heaps?classic=nim-2-2-1&misere=true")]
    public void Nim_is_won_by_whoever_faces_heaps_whose_exclusive_or_is_not_zero(string name)
    {
        var task = Create(name);
        var misere = name.Contains("misere", StringComparison.Ordinal);
        var graph = ((GraphSolution)task.Solution).Graph;
        var values = GraphValues.Minimax(graph);
        for (var node = 0; node < graph.Count; node++)
        {
            var position = (HeapPosition)graph.Position(node);
            var heaps = new[] { position.State[0], position.State[1], position.State[2] };
            var wins = (heaps[0] ^ heaps[1] ^ heaps[2]) != 0;
            if (misere && heaps.Max() <= 1)
            {
                wins = heaps.Sum() % 2 == 0;
            }

            var mover = position.State.Mover == 0 ? 1 : -1;
            Assert.Equal(wins ? mover : -mover, values[node]);
        }
    }

    [Fact]
    public void A_lost_game_measures_nothing_and_is_refused_but_a_lost_classic_is_offered_with_a_caution()
    {
        var error = Assert.Throws<UserErrorException>(() => Create("heaps?start=1-2-3&takes=any&opponent=optimal"));
        Assert.Contains("start=1-2-3", error.Message, StringComparison.Ordinal);
        var classic = Create("heaps?classic=nim-1-2-3");
        Assert.Equal(-1, classic.Ceiling);
        Assert.Single(classic.Cautions);
    }

    [Theory]
    [InlineData("heaps?takes=1,2&start=5&opponent=optimal")]
    [InlineData("heaps?start=2-3&takes=1,2&split=true&opponent=greedy")]
    [InlineData("heaps?start=6&takes=1,2,4&echo=true&misere=true&opponent=minimax-2")]
    [InlineData("heaps?start=5&takes=1,4&refill=3&opponent=mix:0.4")]
    [InlineData("heaps?hidden=takes&size=8&seed=3")]
    [InlineData("heaps?hidden=takes&size=9&seed=3&seat=second")]
    public void Floor_and_ceiling_agree_with_a_search_through_every_play(string name)
    {
        var task = Create(name);
        Assert.Equal(EveryPlay(task, task.Table.Game.Start, best: false), task.Solution.Floor, 9);
        Assert.Equal(EveryPlay(task, task.Table.Game.Start, best: true), task.Solution.Ceiling, 9);
        Assert.Equal(EveryPlay(task, task.Starts.Exam, best: false), task.Floor, 9);
        Assert.Equal(EveryPlay(task, task.Starts.Exam, best: true), task.Ceiling, 9);
    }

    [Fact]
    public void The_view_of_one_heap_is_one_terse_line()
    {
        var task = Create("heaps?hidden=takes&seed=5");
        var heap = ((HeapGame)task.Table.Game).Rules.Names[0];
        var episode = task.Practice(1);
        Assert.Matches($"^{heap} [0-9]+$", episode.View.Text);
        var allowed = HeapRules.Counts(((HeapGame)task.Table.Game).Rules.Allowed).First();
        var next = episode.After(Numbers.Text(allowed));
        if (next.Outcome is null)
        {
            Assert.Matches($"^they [0-9]+, {heap} [0-9]+$", next.View.Text);
        }
    }

    [Fact]
    public void A_take_that_is_not_allowed_loses_at_once_and_says_so()
    {
        var task = Create("heaps?hidden=takes&seed=5");
        var rules = ((HeapGame)task.Table.Game).Rules;
        var forbidden = HeapRules.Counts(rules.Offered & ~rules.Allowed).First();
        var end = task.Exam(1).After(Numbers.Text(forbidden));
        Assert.Equal(new Outcome(-1, $"{forbidden} is forbidden, you lose"), end.Outcome);
    }

    [Fact]
    public void Without_experience_a_closed_game_is_worth_less_than_its_ceiling()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var task = Create($"heaps?hidden=takes&seed={seed}");
            Assert.True(task.Hidden.IsHidden);
            Assert.InRange(task.Hidden.ReachableWithout, 0.05, 0.95);
        }

        Assert.Equal(HiddenShare.Nothing, Create("heaps?seed=1").Hidden);
    }

    [Fact]
    public void The_demonstrator_learns_which_takes_are_allowed_and_then_plays_to_the_ceiling()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var task = Create($"heaps?hidden=takes&seed={seed}");
            var demonstrator = task.Demonstrate();
            var rng = new Rng(7);
            for (ulong play = 0; play < 40; play++)
            {
                Play(task.Practice(play), demonstrator, view => rng.Pick(view.Replies));
            }

            Assert.Equal(task.TrueNotes, demonstrator.Notes);
            var mean = 0.0;
            for (ulong play = 0; play < 400; play++)
            {
                mean += Play(task.Exam(play), demonstrator, null) / 400;
            }

            Assert.InRange(mean, task.Ceiling - 0.12, task.Ceiling + 0.12);
        }
    }

    [Fact]
    public void Reading_the_true_notes_is_as_good_as_having_found_out()
    {
        var task = Create("heaps?hidden=takes&seed=2");
        var reader = task.Demonstrate();
        Assert.Empty(reader.Notes);
        reader.Read(task.TrueNotes);
        Assert.Equal(task.TrueNotes, reader.Notes);
        Assert.Equal(6, task.TrueNotes.Count);
        Assert.Equal(3, task.TrueNotes.Count(n => n.EndsWith("is allowed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Twins_differ_in_names_alone_or_in_one_rule_alone()
    {
        var game = (HeapGame)Create("heaps?hidden=takes&seed=9").Table.Game;
        var scrambled = (HeapGame)Create("heaps?hidden=takes&seed=9&twin=scrambled").Table.Game;
        var varied = (HeapGame)Create("heaps?hidden=takes&seed=9&twin=varied").Table.Game;
        Assert.NotEqual(game.Name, scrambled.Name);
        Assert.True(Same(game.Rules, scrambled.Rules));
        Assert.Equal(game.Name, varied.Name);
        Assert.Equal(game.Rules.Names, varied.Rules.Names);
        Assert.Equal(2, System.Numerics.BitOperations.PopCount(game.Rules.Allowed ^ varied.Rules.Allowed));
    }

    [Theory]
    [InlineData("heaps?pile=3", "piles")]
    [InlineData("heaps?opponent=clever", "minimax-K")]
    [InlineData("heaps?start=3-x", "3-4-5")]
    [InlineData("heaps?hidden=takes&takes=1,2", "leave takes out")]
    [InlineData("heaps?classic=chess", "nim-3-4-5")]
    public void A_parameter_that_cannot_be_used_is_named_with_its_remedy(string name, string remedy)
    {
        var error = Assert.Throws<UserErrorException>(() => Create(name));
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    private static bool Same(HeapRules left, HeapRules right) =>
        left.Allowed == right.Allowed && left.Offered == right.Offered && left.Misere == right.Misere;

    private static GameTask Create(string name) => Family.Create(TaskParameters.Parse(name));

    private static double Play(IEpisode episode, IDemonstrator demonstrator, Func<ReplyForm.OneOf, string>? choose)
    {
        while (episode.Outcome is null)
        {
            var reply = choose?.Invoke((ReplyForm.OneOf)episode.View.Reply) ?? demonstrator.Choose(episode);
            var after = episode.After(reply);
            demonstrator.Observe(episode, reply, after);
            episode = after;
        }

        return episode.Outcome.Score;
    }

    private static double EveryPlay(GameTask task, IPosition position, bool best)
    {
        var table = task.Table;
        if (position.Phase == Phase.Over)
        {
            return position.Score(table.Seat);
        }

        if (position.Phase == Phase.Chance)
        {
            return Enumerable.Range(0, position.ChanceCount).Sum(
                i => position.ChanceProbability(i) * EveryPlay(task, position.AfterChance(i), best));
        }

        var turn = (TurnPosition)position;
        var values = Enumerable.Range(0, turn.Count).Select(m => EveryPlay(task, turn.After(m), best)).ToArray();
        if (turn.Mover == table.Seat)
        {
            return best ? values.Max() : values.Average();
        }

        var weights = new double[values.Length];
        table.Policies[turn.Mover].Weigh(turn, turn.Mover, weights);
        return values.Zip(weights, (v, w) => v * w).Sum();
    }
}
