using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Rulesheets;

/// <summary>What game servers always took is played, and a caution says what is odd about it.</summary>
public sealed class AcceptanceTests
{
    private const string Small = "(role white) (role black) (init s) (<= (next t) (true s)) (<= terminal (true t))\n";
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("(<= (apart ?x ?y ?m ?n) (distinct ?x ?m))", ":4:5: no play asks for apart")]
    [InlineData("(<= (p ?x) (p (s ?x)))", ":4:5: no play asks for p")]
    [InlineData("(<= p (not q)) (<= q (not p))", ":4:5: no play asks for p|:4:20: no play asks for q")]
    [InlineData("(<= (lists (cons ?x ?l)) (lists ?l) (lists ?x)) (lists nil)", ":4:5: no play asks for lists")]
    [InlineData("(<= (base ?x) (all ?x)) (<= (input ?r ?m) (all ?m))", "")]
    public void Rules_that_no_play_asks_are_left_out_with_a_caution(string unused, string cautions)
    {
        var task = Load(Small + "(legal white x) (legal black x)\n(goal white 100) (goal black 0)\n" + unused);
        Assert.Equal(
            cautions.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(c => $"odd.kif{c}, so its rules are left out"),
            task.Cautions);
        Assert.Equal(100, Playout.Play("odd", task.Table.Game, new Rng(1)).Goals["white"]);
    }

    [Theory]
    [InlineData("(<= (legal ?p ?p) (true s))", "(goal white 1) (goal black 2)", "white", "black", 1, 2)]
    [InlineData("(<= (legal ?r x))", "(<= (goal ?r 100) (true t))", "x", "x", 100, 100)]
    [InlineData("(<= (legal ?r x))", "(<= (goal white 30) (true t)) (<= (goal ?r 70) (not (goal ?r 30)))", "x", "x", 30, 70)]
    [InlineData("(<= (legal ?r x) (distinct ?r white)) (legal white y)", "(goal white 1) (goal black 2)", "y", "x", 1, 2)]
    public void A_role_variable_that_nothing_binds_stands_for_every_role(
        string legal, string goal, string white, string black, int whiteGoal, int blackGoal)
    {
        var task = Load(Small + legal + "\n" + goal);
        var playout = Playout.Play("roles", task.Table.Game, new Rng(1));
        Assert.Equal((white, black), (playout.Steps[0].Moves["white"], playout.Steps[0].Moves["black"]));
        Assert.Equal((whiteGoal, blackGoal), (playout.Goals["white"], playout.Goals["black"]));
        Assert.Contains(task.Cautions, c => c.Contains("stands for every role here", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unsafe_variable_in_any_other_place_is_refused_where_a_play_asks_for_it()
    {
        var error = Assert.Throws<UserErrorException>(() => Load(
            Small + "(<= (legal ?r (mark ?x)) (not (taken ?x))) (taken 1)\n(goal white 1) (goal black 2)"));
        Assert.StartsWith("odd.kif:2:21: variable ?x is unsafe", error.Message, StringComparison.Ordinal);
    }

    private static GameTask Load(string text) => Loader.Create(TaskParameters.Parse("odd.kif"), text, isSolved: false);
}
