using AgentMemory.Core;
using AgentMemory.Games;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public sealed class GdlTests
{
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    [Fact]
    public void Tic_tac_toe_offers_nine_cells_to_white_and_nothing_to_black()
    {
        var start = (GdlPosition)Game("tictactoe").Start;
        Assert.Equal(9, start.LegalOfRoles[0].Count);
        Assert.Contains("(mark 2 3)", start.LegalOfRoles[0]);
        Assert.Equal(["noop"], start.LegalOfRoles[1]);
    }

    [Fact]
    public void Tic_tac_toe_is_won_by_a_row_and_then_over()
    {
        var end = Play(Game("tictactoe"), ["(mark 1 1)", "noop"], ["noop", "(mark 2 1)"], ["(mark 1 2)", "noop"],
            ["noop", "(mark 2 2)"], ["(mark 1 3)", "noop"]);
        Assert.True(end.IsTerminal);
        Assert.Equal((100, 0), (end.Score(0), end.Score(1)));
    }

    [Fact]
    public void Tic_tac_toe_has_5478_states_and_is_a_draw()
    {
        var task = Create("tictactoe", "");
        var solution = Solution.Of(task);
        Assert.Equal(5478, solution.States);
        Assert.Equal(50, solution.Value!["white"]);
        Assert.Equal(50, solution.Value!["black"]);
    }

    [Fact]
    public void A_mark_falls_upon_the_mark_below()
    {
        var position = Play(Game("connect3"), ["(drop 2)", "noop"], ["noop", "(drop 2)"]);
        Assert.Equal(["(cell 2 1 red)", "(cell 2 2 blue)", "(control red)"], position.Facts.Order(StringComparer.Ordinal));
        var full = Play(Game("connect3"), ["(drop 2)", "noop"], ["noop", "(drop 2)"], ["(drop 2)", "noop"]);
        Assert.Equal(["noop"], full.LegalOfRoles[0]);
        Assert.Equal(["(drop 1)", "(drop 3)", "(drop 4)"], full.LegalOfRoles[1].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nim_with_one_two_and_three_is_lost_for_who_begins()
    {
        var task = Create("nim", "?opponent=optimal");
        Assert.Equal(0, task.Ceiling);
        Assert.Equal(100, Solution.Of(task).Value!["right"]);
        Assert.Equal(6, ((GdlPosition)task.Table.Game.Start).LegalOfRoles[0].Count);
    }

    [Fact]
    public void The_puzzle_is_solved_by_the_first_and_the_last_switch_in_some_order()
    {
        // On are 0 1 0. Pressing 1 turns 1 and 2, giving 1 0 0; pressing 2 turns 2 and 3, giving 1 1 1.
        var task = Create("puzzle", "");
        Assert.Equal(100, task.Ceiling);
        var end = Play((GdlGame)task.Table.Game, ["(press 1)"], ["(press 2)"]);
        Assert.True(end.IsTerminal);
        Assert.Equal(100, end.Score(0));
        var late = Play((GdlGame)task.Table.Game, ["(press 3)"], ["(press 3)"], ["(press 3)"], ["(press 3)"]);
        Assert.Equal((true, 0.0), (late.IsTerminal, late.Score(0)));
    }

    [Fact]
    public void Pennies_are_laid_at_once_and_nobody_does_better_than_half_against_chance()
    {
        var task = Create("pennies", "");
        Assert.Equal(task.Floor, task.Ceiling, 9);
        Assert.Equal((0 + (3 * 33) + (3 * 66) + 100) / 8.0, task.Ceiling, 9);
        var end = Play((GdlGame)task.Table.Game, ["heads", "heads"], ["tails", "heads"], ["tails", "tails"]);
        Assert.Equal((66, 33), (end.Score(0), end.Score(1)));
    }

    [Fact]
    public void A_peek_is_worth_eighty_and_only_who_peeks_sees_the_coin()
    {
        var task = Create("hidden-coin", "");
        Assert.Equal(80, task.Ceiling, 9);
        Assert.Equal(((0.5 * 100) + (0.5 * 80)) / 2, task.Floor, 9);
        var episode = task.Practice(3);
        Assert.DoesNotContain("coin", episode.View.Text, StringComparison.Ordinal);
        Assert.Contains("coin", episode.After("peek").View.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("coin", episode.After("blind").View.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_playout_names_the_moves_of_every_role_and_of_chance()
    {
        var playout = Playout.Play("hidden-coin.kif", Game("hidden-coin"), new Rng(4));
        Assert.Equal(["guesser", "random"], playout.Roles);
        Assert.Equal(["(lay heads)", "(lay tails)"], playout.Steps[0].Legal["random"].Order(StringComparer.Ordinal));
        Assert.Contains(playout.Steps[0].Moves["random"], playout.Steps[0].Legal["random"]);
        Assert.Equal(3, playout.Steps.Count);
        Assert.StartsWith("{\"schema\":\"agentmemory.playout/1\",\"game\":\"hidden-coin.kif\"", playout.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(role a", ":1:1:", "never closed")]
    [InlineData("(role a))", ":1:9:", "closes nothing")]
    [InlineData("(role a)\n(legal a x)\n(goal a 0)", ":1:1:", "terminal")]
    [InlineData("(role a)\n(legal a x)\n(<= terminal (true t))", ":1:1:", "goal")]
    [InlineData("(role a) (goal a 0) (legal a x) (init (c 1))\n(<= terminal (true (c 1 2)))", ":2:20:", "arguments")]
    [InlineData("(role a) (goal a 0) (legal a x) terminal\n(<= (p ?x) (not (q ?x)))\n(q 1)", ":2:8:", "unsafe")]
    [InlineData("(role a) (goal a 0) (legal a x)\n(<= terminal (not p))\n(<= p (not q))\n(<= q (not p))", ":3:", "stratified")]
    [InlineData("(role a) (goal a 0) (legal a x) terminal (n 0)\n(<= (n (s ?x)) (n ?x) (true ?x))\n(<= (p ?x) (p (s ?x)))", ":3:", "unbounded")]
    [InlineData("(role a) (goal a 0) (legal a x) (init (n 0))\n(<= terminal (true (n z)))\n(<= (next (n (s ?x))) (true (n ?x)))", ":3:5:", "without bound")]
    [InlineData("(role a) (goal a 0) (init p)\n(<= terminal (true q))\n(<= (legal a x) (true q))", ":1:1:", "no legal move")]
    [InlineData("(role a) (goal a 0) (legal a x) terminal\n(<= (true x) (true y))", ":2:5:", "cannot be defined")]
    [InlineData("(role a) (legal a x) terminal (goal a 101)", ":1:", "0 to 100")]
    public void A_faulty_rulesheet_is_named_with_line_column_and_remedy(string text, string place, string why)
    {
        var error = Assert.Throws<UserErrorException>(() => Loader.Create(TaskParameters.Parse("bad.kif"), text));
        Assert.StartsWith("bad.kif" + place, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_loops_ends_at_the_step_limit()
    {
        const string Loops = "(role a) (legal a x) (init p) (<= (next p) (true p)) (<= (next q) (true q)) (init q) (goal a 0) (<= terminal (not (true p)))";
        var task = Loader.Create(TaskParameters.Parse("loop.kif?steps=9"), Loops);
        var playout = Playout.Play("loop.kif", task.Table.Game, new Rng(1));
        Assert.Equal(9, playout.Steps.Count);
        Assert.False(playout.Terminal);
    }

    private static GdlGame Game(string name) => Loader.Read($"{name}.kif", Text(name), countsSteps: false);

    private static GameTask Create(string name, string parameters) =>
        Loader.Create(TaskParameters.Parse($"{name}.kif{parameters}"), Text(name));

    private static string Text(string name) =>
        File.ReadAllText(Path.Combine(RepositoryPrompts.Root, "tests/AgentMemory.Tests/Games/Kif", $"{name}.kif"));

    private static GdlPosition Play(GdlGame game, params string[][] steps)
    {
        var position = game.Start;
        foreach (var step in steps)
        {
            var moves = step.Select((text, seat) => Enumerable.Range(0, position.MoveCount(seat))
                .First(move => position.MoveText(seat, move) == text)).ToArray();
            position = position.After(moves);
        }

        return (GdlPosition)position;
    }
}
