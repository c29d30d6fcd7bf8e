using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
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
        Assert.StartsWith("{\"schema\":\"agentmemory.playout/1\",\"game\":\"hidden-coin.kif\"", GameJson.Played(playout), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(role a", ":1:1:", "never closed")]
    [InlineData("(role a))", ":1:9:", "closes nothing")]
    [InlineData("(role a)\n(legal a x)\n(goal a 0)", ":1:1:", "terminal")]
    [InlineData("(role a)\n(legal a x)\n(<= terminal (true t))", ":1:1:", "goal")]
    [InlineData("(role a) (goal a 0) (legal a x) (init (c 1))\n(<= terminal (true (c 1 2)))", ":2:20:", "arguments")]
    [InlineData("(role a) (goal a 0) (legal a x)\n(<= (p ?x) (not (q ?x)))\n(q 1) (<= terminal (p 2))", ":2:8:", "unsafe")]
    [InlineData("(role a) (goal a 0) (legal a x)\n(<= terminal (not p))\n(<= p (not q))\n(<= q (not p))", ":3:", "stratified")]
    [InlineData("(role a) (goal a 0) (legal a x) (n 0)\n(<= terminal (p 0) (n 1)) (<= (n (s ?x)) (n ?x) (true ?x))\n(<= (p ?x) (p (s ?x)))", ":3:", "unbounded")]
    [InlineData("(role a) (goal a 0) (legal a x) (init (n 0))\n(<= terminal (true (n z)))\n(<= (next (n (s ?x))) (true (n ?x)))", ":3:5:", "without bound")]
    [InlineData("(role a) (goal a 0) (init p)\n(<= terminal (true q))\n(<= (legal a x) (true q))", ":3:5:", "no legal move")]
    [InlineData("(role a) (goal a 0) (legal a x) terminal\n(<= (true x) (true y))", ":2:5:", "cannot be defined")]
    [InlineData("(role a) (legal a x) terminal (goal a 101)", ":1:", "0 to 100")]
    public void A_faulty_rulesheet_is_named_with_line_column_and_remedy(string text, string place, string why)
    {
        var error = Assert.Throws<UserErrorException>(() => Loader.Create(TaskParameters.Parse("bad.kif"), text));
        Assert.StartsWith("bad.kif" + place, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("connect3")]
    [InlineData("nim")]
    [InlineData("pennies")]
    [InlineData("puzzle")]
    [InlineData("hidden-coin")]
    public void The_network_and_the_interpreter_agree_along_random_plays(string name)
    {
        var sheet = new GdlRulesheet(name, Text(name));
        var words = new GameWords(RepositoryPrompts.Book);
        var network = new GdlGame(name, new GdlNetwork(sheet), 100, true, words);
        var interpreter = new GdlGame(name, new GdlInterpreter(sheet), 100, true, words);
        for (var seed = 1UL; seed <= 5; seed++)
        {
            Agree((GdlPosition)network.Start, (GdlPosition)interpreter.Start, network.Roles.Count, new Rng(seed));
        }
    }

    [Fact]
    public void Rules_in_a_circle_give_the_interpreter_all_that_follows_and_nothing_else()
    {
        const string Paths = """
            (role a) (init (at 1)) (goal a 100) (<= terminal (true (at 9)))
            (<= (link ?x ?y) (true (at 1)) (edge ?x ?y))
            (edge 1 2) (edge 2 3) (edge 3 1) (edge 3 4) (edge 5 6) (edge 4 2) (node 1) (node 2) (node 3) (node 4) (node 5) (node 6)
            (<= (path ?x ?y) (link ?x ?y))
            (<= (path ?x ?z) (path ?x ?y) (edge ?y ?z) (true (at 1)))
            (<= (apart ?x ?y) (node ?x) (node ?y) (not (path ?x ?y)))
            (<= (legal a (go ?x ?y)) (path ?x ?y))
            (<= (legal a (stay ?x ?y)) (apart ?x ?y))
            """;
        var sheet = new GdlRulesheet("paths.kif", Paths);
        var words = new GameWords(RepositoryPrompts.Book);
        var position = (GdlPosition)new GdlGame("paths", new GdlInterpreter(sheet), 9, true, words).Start;
        var expected = from x in new[] { 1, 2, 3, 4, 5 } from y in new[] { 1, 2, 3, 4, 6 } where x < 5 == y < 5 select $"(go {x} {y})";
        Assert.Equal(expected.Order(), position.LegalOfRoles[0].Where(m => m.StartsWith("(go", StringComparison.Ordinal)).Order());
        Assert.Equal(36, position.LegalOfRoles[0].Count);
    }

    [Fact]
    public void A_game_with_too_many_facts_to_list_is_worked_out_as_it_is_asked_for()
    {
        // Five places of thirty numbers each: 24 million facts that could be, thirty of them asked for.
        var numbers = string.Concat(Enumerable.Range(1, 30).Select(n => $"(n {n}) "));
        var text = numbers + """
            (role a) (init (at 1 1 1 1 1))
            (<= (legal a (turn ?x)) (n ?x))
            (<= (next (at ?x ?a ?b ?c ?d)) (does a (turn ?x)) (true (at ?a ?b ?c ?d ?e)))
            (<= terminal (true (at ?a ?b ?c ?d ?e)) (distinct ?e 1))
            (<= (goal a 100) (true (at 30 ?b ?c ?d ?e)))
            (<= (goal a 0) (not (true (at 30 1 1 1 1))) (true (at ?a ?b ?c ?d ?e)) (distinct ?a 30))
            """;
        var playout = Playout.Play("wheel.kif", Loader.Read("wheel.kif", text, stepsMax: 20), new Rng(3));
        Assert.Equal(30, playout.Steps[0].Legal["a"].Count);
        Assert.True(playout.Terminal);
        Assert.InRange(playout.Steps.Count, 5, 20);
    }

    [Fact]
    public void Words_are_told_apart_without_their_case_and_shown_as_they_were_first_spelled()
    {
        const string Cases = "(ROLE White) (INIT (Cell B)) (<= (Legal white (Mark X)) (TRUE (cell b))) "
            + "(<= (next done) (DOES WHITE (mark x))) (<= TERMINAL (true Done)) (Goal white 100)";
        var playout = Playout.Play("cases.kif", Loader.Read("cases.kif", Cases), new Rng(1));
        Assert.Equal(["White"], playout.Roles);
        Assert.Equal("(Mark X)", playout.Steps[0].Moves["White"]);
        Assert.True(playout.Terminal);
    }

    [Theory]
    [InlineData("(or)", 0)]
    [InlineData("(or (b 1) (b 2) (b 3))", 3)]
    [InlineData("(not (distinct ?x 2))", 1)]
    [InlineData("(not (or (b 1) (c ?x)))", 0)]
    [InlineData("(not (and (b 1) (c ?x)))", 2)]
    [InlineData("(or (distinct ?x 2) (not (c ?x)))", 3)]
    public void Conditions_of_every_shape_mean_what_logic_says(string condition, int moves)
    {
        // b holds of 1, c of 3.
        var text = $"(role a) (n 1) (n 2) (n 3) (b 1) (c 3) (<= (legal a (go ?x)) (n ?x) {condition}) (legal a wait) (<= terminal (true t)) (goal a 0)";
        Assert.Equal(moves + 1, Loader.Read("shape.kif", text).Start.MoveCount(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(<= (sees even ?m) (does odd ?m)) (<= (sees odd ?m) (does even ?m))")]
    public void What_is_laid_at_once_is_worth_what_the_matrix_says(string sees)
    {
        // Even wins 100 by two heads and 50 by two tails: 100 * 50 / (100 + 50) under best play, whoever sees what afterwards.
        var text = """
            (role even) (role odd) (side h) (side t)
            (<= (legal ?r ?s) (role ?r) (side ?s))
            (<= (next (laid ?r ?s)) (does ?r ?s))
            (<= both (true (laid even ?s)) (true (laid odd ?s)))
            (<= terminal (true (laid even ?s)))
            (<= (goal even 100) (true (laid even h)) both) (<= (goal odd 0) (true (laid even h)) both)
            (<= (goal even 50) (true (laid even t)) both) (<= (goal odd 50) (true (laid even t)) both)
            (<= (goal even 0) (not both)) (<= (goal odd 100) (not both))
            """ + sees;
        var solution = Solution.Of(Loader.Create(TaskParameters.Parse("laid.kif"), text));
        Assert.Equal(100.0 / 3, solution.Value!["even"], 6);
        Assert.Equal(200.0 / 3, solution.Value!["odd"], 6);
    }

    [Fact]
    public void Where_interests_are_not_opposite_there_is_no_value_and_a_caution_says_why()
    {
        var solution = Solution.Of(Create("pennies", ""));
        Assert.Null(solution.Value);
        Assert.Contains(solution.Cautions, c => c.Contains("not opposite", StringComparison.Ordinal));
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

    private static void Agree(GdlPosition left, GdlPosition right, int seats, Rng rng)
    {
        while (left.Phase != Phase.Over)
        {
            Assert.Equal(left.Phase, right.Phase);
            Assert.Equal(left.Facts.Order(StringComparer.Ordinal), right.Facts);
            if (left.Phase == Phase.Chance)
            {
                var outcome = rng.Next(left.ChanceCount);
                var text = left.ChanceText(outcome);
                left = (GdlPosition)left.AfterChance(outcome);
                right = (GdlPosition)right.AfterChance(Enumerable.Range(0, right.ChanceCount).First(i => right.ChanceText(i) == text));
                continue;
            }

            Assert.Equal(
                left.LegalOfRoles.Select(l => l.Order(StringComparer.Ordinal).ToList()).ToList(),
                right.LegalOfRoles.Select(l => l.ToList()).ToList());
            var moves = new int[seats];
            var same = new int[seats];
            for (var seat = 0; seat < seats; seat++)
            {
                moves[seat] = rng.Next(left.MoveCount(seat));
                var text = left.MoveText(seat, moves[seat]);
                var at = seat;
                same[seat] = Enumerable.Range(0, right.MoveCount(seat)).First(i => right.MoveText(at, i) == text);
            }

            left = (GdlPosition)left.After(moves);
            right = (GdlPosition)right.After(same);
        }

        Assert.Equal(Phase.Over, right.Phase);
        Assert.Equal(left.Score(0), right.Score(0));
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
