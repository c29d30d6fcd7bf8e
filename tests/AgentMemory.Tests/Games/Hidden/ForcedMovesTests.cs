using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Hidden;

/// <summary>Rulesheets in which a player has one move for a while, waits, or has none to choose at all.</summary>
public sealed class ForcedMovesTests
{
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    [Fact]
    public void Monty_hall_is_worth_two_thirds_and_a_candidate_who_switches_wins_that_often()
    {
        var task = Create("monty.kif", Sheet("monty"));
        Assert.Equal(200.0 / 3, task.Ceiling, 9);
        Assert.Equal(50, task.Floor, 9);
        var solution = Solution.Of(task);
        Assert.Equal(200.0 / 3, solution.Value!["candidate"], 9);
        Assert.Equal(["(choose 1)", "(choose 2)", "(choose 3)"], solution.Best);

        // Two questions whatever is hidden: which door, and whether to switch.
        var sum = 0.0;
        for (var seed = 0UL; seed < 900; seed++)
        {
            var second = (GameEpisode)task.Practice(seed).After("(choose 1)");
            Assert.Equal(["noop", "switch"], ((ReplyForm.OneOf)second.View.Reply).Replies);
            sum += second.After("switch").Outcome!.Score;
        }

        Assert.InRange(sum / 900, 62, 71);
    }

    [Theory]
    [InlineData("coin", 50, "(say heads) (say tails)")]
    [InlineData("coin3", 100, "(say heads)")]
    public void A_forced_first_move_is_no_choice_and_the_best_moves_are_those_of_the_first_one(
        string name, double value, string best)
    {
        var solution = Solution.Of(Create($"{name}.kif", Sheet(name)));
        Assert.Equal(value, solution.Value!["guesser"], 9);
        Assert.Equal(best.Split(") (").Length, solution.Best.Count);
        Assert.Equal(best, string.Join(' ', solution.Best));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(<= (sees ann (moved ?m)) (does ann ?m))")]
    public void Three_forced_moves_alone_before_the_first_choice_are_passed_over(string sees)
    {
        var text = """
            (role ann) (init (step 1)) (succ 1 2) (succ 2 3) (succ 3 4) (succ 4 5)
            (<= (legal ann noop) (true (step ?n)) (distinct ?n 4))
            (<= (legal ann left) (true (step 4))) (<= (legal ann right) (true (step 4)))
            (<= (next (step ?m)) (true (step ?n)) (succ ?n ?m))
            (<= (next right) (does ann right))
            (<= terminal (true (step 5)))
            (<= (goal ann 100) (true right)) (<= (goal ann 10) (not (true right)))
            """;
        var solution = Solution.Of(Create("late.kif", text + sees));
        Assert.Equal(["right"], solution.Best);
        Assert.Equal((55.0, 100.0), (solution.Floor, solution.Ceiling));
        Assert.True(solution.HasChoice);
    }

    [Theory]
    [InlineData("")]
    [InlineData("(<= (sees ann (was ?m)) (does bob ?m))")]
    public void A_role_that_never_chooses_has_a_value_and_no_best_move(string sees)
    {
        var text = """
            (role ann) (role bob) (legal ann noop) (legal bob a) (legal bob b) (init begin)
            (<= (next (done ?m)) (does bob ?m))
            (<= terminal (not (true begin)))
            (<= (goal ann 100) (true (done a))) (<= (goal ann 0) (not (true (done a))))
            (<= (goal bob 0) (true (done a))) (<= (goal bob 100) (not (true (done a))))
            """;
        var task = Create("wait.kif", text + sees);
        var solution = Solution.Of(task);
        Assert.Equal((0.0, 100.0), (solution.Value!["ann"], solution.Value["bob"]));
        Assert.Equal((50.0, 50.0), (solution.Floor, solution.Ceiling));
        Assert.Empty(solution.Best);
        Assert.False(solution.HasChoice);
        Assert.NotNull(task.Exam(1).Outcome);
        Assert.Equal(["b"], Solution.Of(Create("wait.kif?role=bob", text + sees)).Best);
    }

    [Theory]
    [InlineData("")]
    [InlineData("(<= (sees ann x) (does ann x))")]
    public void A_game_that_is_over_before_it_begins_has_its_goal_for_a_value(string sees)
    {
        var task = Create("over.kif", "(role ann) (legal ann x) (legal ann y) terminal (goal ann 30)" + sees);
        var solution = Solution.Of(task);
        Assert.Equal(30, solution.Value!["ann"]);
        Assert.Empty(solution.Best);
        Assert.Equal(30, task.Practice(1).Outcome!.Score);
        Assert.Empty(Playout.Play("over.kif", task.Table.Game, new Rng(1)).Steps);
    }

    [Fact]
    public void Where_the_best_first_move_depends_on_what_was_seen_none_is_named()
    {
        var text = Sheet("coin") + "(<= (sees guesser ?s) (does random (toss ?s)))";
        var solution = Solution.Of(Create("open.kif", text));
        Assert.Equal(100, solution.Value!["guesser"]);
        Assert.Empty(solution.Best);
        Assert.True(solution.HasChoice);
    }

    [Fact]
    public void What_was_seen_while_nobody_asked_is_shown_with_the_next_question()
    {
        // A light goes on after the first or the second of three forced moves; the question is which.
        var task = Create("light.kif", """
            (role ann) (role random) (init (step 1)) (succ 1 2) (succ 2 3) (succ 3 4) (succ 4 5) (time 1) (time 2)
            (<= (legal ann noop) (true (step ?n)) (distinct ?n 4))
            (<= (legal ann (say ?t)) (true (step 4)) (time ?t))
            (<= (legal random (set ?t)) (true (step 1)) (time ?t))
            (<= (legal random noop) (not (true (step 1))))
            (<= (next (due ?t)) (does random (set ?t))) (<= (next (due ?t)) (true (due ?t)))
            (<= (next (said ?t)) (does ann (say ?t)))
            (<= (next (step ?m)) (true (step ?n)) (succ ?n ?m))
            (<= (sees ann light) (does random (set 1)))
            (<= (sees ann light) (true (step 2)) (true (due 2)))
            (<= terminal (true (step 5)))
            (<= right (true (said ?t)) (true (due ?t)))
            (<= (goal ann 100) right) (<= (goal ann 0) (not right))
            """);
        Assert.Equal(100, task.Ceiling);
        var views = Enumerable.Range(0, 40).Select(seed => task.Practice((ulong)seed).View.Text).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["1: light; 3", "2: light; 3"], views);
        var boards = Enumerable.Range(0, 40).Select(seed => TablePlay.Begin(task, (ulong)seed).Board).Distinct();
        Assert.Equal(["step 3\nseen 1: light", "step 3\nseen 2: light"], boards.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_play_that_meets_another_ones_belief_is_solved_too()
    {
        // Saying a or b first changes nothing, so both lead to one belief under two different sights.
        var task = Create("idle.kif", """
            (role ann) (role random) (init (step 1)) (succ 1 2) (succ 2 3) (succ 3 4) (side a) (side b)
            (<= (legal ann (say ?s)) (side ?s)) (<= (legal random (lay ?s)) (true (step 1)) (side ?s))
            (<= (legal random noop) (not (true (step 1))))
            (<= (next (coin ?s)) (does random (lay ?s))) (<= (next (coin ?s)) (true (coin ?s)))
            (<= (next (last ?s)) (does ann (say ?s)) (true (step 3)))
            (<= (next (step ?m)) (true (step ?n)) (succ ?n ?m))
            (<= (sees ann ?s) (true (step 2)) (true (coin ?s)))
            (<= terminal (true (step 4)))
            (<= right (true (last ?s)) (true (coin ?s)))
            (<= (goal ann 100) right) (<= (goal ann 0) (not right))
            """);
        Assert.Equal(100, task.Ceiling);
        for (var seed = 0UL; seed < 12; seed++)
        {
            var rng = new Rng(seed);
            var play = TablePlay.Begin(task, seed);
            play = play.After(rng.Pick(play.LegalMoves));
            play = play.After(rng.Pick(play.LegalMoves));
            play = play.After(TablePlay.Best(task, play.Episode).Single());
            Assert.Equal(100, play.Outcome!.Score);
            Assert.All(play.Moves, m => Assert.Equal(0, m.Regret!.Value, 9));
        }
    }

    [Fact]
    public void A_player_that_remembers_what_no_state_holds_is_reckoned_with()
    {
        // The state forgets the coin that bob alone saw after he has laid his card; ann guesses bob's card.
        var text = """
            (role ann) (role bob) (role random) (init (step 1)) (succ 1 2) (succ 2 3) (succ 3 4) (side h) (side t)
            (<= (legal random (lay ?s)) (true (step 1)) (side ?s)) (<= (legal random noop) (not (true (step 1))))
            (<= (legal bob noop) (not (true (step 3)))) (<= (legal bob (card ?s)) (true (step 3)) (side ?s))
            (<= (legal ann noop) (not (true (step 3)))) (<= (legal ann (guess ?s)) (true (step 3)) (side ?s))
            (<= (sees bob ?s) (does random (lay ?s)))
            (<= (next (card ?s)) (does bob (card ?s))) (<= (next (guess ?s)) (does ann (guess ?s)))
            (<= (next (step ?m)) (true (step ?n)) (succ ?n ?m))
            (<= terminal (true (step 4)))
            (<= met (true (card ?s)) (true (guess ?s)))
            (<= (goal ann 100) met) (<= (goal bob 0) met) (<= (goal ann 0) (not met)) (<= (goal bob 100) (not met))
            """;
        var solution = Solution.Of(Create("cards.kif", text));
        Assert.Equal(50, solution.Value!["ann"], 6);
        Assert.Equal(0, solution.Exploitability!.Value, 6);
    }

    [Theory]
    [InlineData("gueser", "there is no such role; it has guesser; did you mean 'guesser'?")]
    [InlineData("nobody", "there is no such role; it has guesser")]
    [InlineData("random", "random is chance and nobody plays it; it has guesser")]
    public void A_role_that_is_not_there_is_one_line_with_the_roles_there_are(string role, string why)
    {
        var error = Assert.Throws<UserErrorException>(() => Create($"coin.kif?role={role}", Sheet("coin")));
        Assert.Equal($"coin.kif: role={role} cannot be used: {why}", error.Message);
        Assert.Equal("guesser", Create("coin.kif?role=Guesser", Sheet("coin")).Table.Game.Roles[0]);
    }

    [Fact]
    public void A_sheet_whose_only_role_is_chance_is_one_line()
    {
        var error = Assert.Throws<UserErrorException>(
            () => Create("dice.kif", "(role random) (legal random roll) (init p) (<= terminal (not (true p))) (goal random 0)"));
        Assert.StartsWith("dice.kif:1:1: only random", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_move_that_would_tell_where_the_car_is_by_being_legal_is_refused_with_its_place()
    {
        var text = Sheet("monty").Replace(
            "(<= (legal candidate switch) (true (step 3)))",
            "(<= (legal candidate switch) (true (step 3)) (true (chosen ?d)) (not (true (car ?d))))", StringComparison.Ordinal);
        var error = Assert.Throws<UserErrorException>(() => Create("telltale.kif", text));
        Assert.StartsWith(
            "telltale.kif:11:5: candidate cannot know whether switch is legal: after 2 steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_game_in_which_little_is_seen_ends_in_a_value_or_a_caution()
    {
        // Two states that go on until the step limit: few facts, but thousands of steps of which nothing is forgotten.
        const string Text = """
            (role ann) (role random) (init (coin h)) (side h) (side t) (legal ann a) (legal ann b)
            (<= (legal random (lay ?s)) (side ?s)) (<= (next (coin ?s)) (does random (lay ?s)))
            (<= terminal (true never))
            (<= (goal ann 100) (true (coin h))) (<= (goal ann 0) (true (coin t)))
            (<= (sees ann dark) (true never))
            """;
        var solution = Solution.Of(Create("long.kif?steps=4000", Text));
        Assert.True(solution.Cautions.Any(c => c.Contains("too large", StringComparison.Ordinal))
            || Math.Abs(solution.Ceiling - 50) < 1e-9);
    }

    private static GameTask Create(string name, string text) => Loader.Create(TaskParameters.Parse(name), text);

    private static string Sheet(string name) =>
        File.ReadAllText(Path.Combine(RepositoryPrompts.Root, "tests/AgentMemory.Tests/Games/Kif", $"{name}.kif"));
}
