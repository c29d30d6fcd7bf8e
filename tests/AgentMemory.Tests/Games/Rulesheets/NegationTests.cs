using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Rulesheets;

public sealed class NegationTests
{
    private const string Robot = """
        (role robot)
        (init (cell 1 blank))
        (<= (legal robot (fill ?x)) (true (cell ?x blank)))
        (<= (next (cell ?x full)) (does robot (fill ?x)))
        (<= terminal (true (cell 1 full)))
        (<= (goal robot 0) (true (cell 1 blank)))
        (<= (goal robot 100) (not (goal robot 0)))
        """;

    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);
    private static readonly GameWords Words = new(RepositoryPrompts.Book);

    private static int Sheets =>
        int.TryParse(Environment.GetEnvironmentVariable("AGENTMEMORY_RULESHEETS"), out var sheets) ? sheets : 40;

    [Fact]
    public void A_goal_may_be_the_opposite_of_another_goal()
    {
        var playout = Playout.Play("robot", Loader.Read("robot.kif", Robot), new Rng(1));
        Assert.Equal(100, playout.Goals["robot"]);
        Assert.True(playout.Terminal);
        Assert.Equal(100, Solution.Of(Loader.Create(TaskParameters.Parse("robot.kif"), Robot)).Value!["robot"]);
    }

    [Fact]
    public void Rules_stratified_by_facts_alone_give_what_a_naive_evaluation_gives_in_both_engines()
    {
        for (var seed = 1; seed <= Sheets; seed++)
        {
            var sheet = new NegationSheet(new Rng((ulong)seed));
            var rules = new GdlRulesheet("sheet.kif", sheet.Text);
            Follow(sheet, new GdlGame("sheet", GdlEngine.Of(rules), 9, true, Words), new Rng((ulong)seed));
            Follow(sheet, new GdlGame("sheet", new GdlInterpreter(rules), 9, true, Words), new Rng((ulong)seed));
        }
    }

    [Fact]
    public void A_circle_that_only_an_open_question_makes_is_worked_out_all_the_same()
    {
        // No fact depends on its opposite, but to find a marked one all of q is asked, and (q a) is denied by that.
        const string Open = """
            (role a) (goal a 0) (init s) (<= terminal (true t)) (pos a) (pos b) (pos (f b))
            (<= (q ?x) (pos ?x) (not (r ?x)) (true s))
            (<= (r a) (q ?u) (mark ?u))
            (<= (mark (f b)) (true s))
            (<= (legal a ?x) (q ?x))
            """;
        var game = new GdlGame("open", new GdlInterpreter(new GdlRulesheet("open.kif", Open)), 9, true, Words);
        Assert.Equal(["(f b)", "b"], ((GdlPosition)game.Start).LegalOfRoles[0]);
        var denied = new GdlRulesheet("open.kif", Open.Replace("(mark (f b))", "(mark a)", StringComparison.Ordinal));
        Assert.Throws<UserErrorException>(() => new GdlGame("open", new GdlInterpreter(denied), 9, true, Words));
    }

    [Fact]
    public void Rings_of_facts_that_deny_themselves_are_refused_in_one_line_with_their_place()
    {
        for (var seed = 1; seed <= Sheets; seed++)
        {
            var rng = new Rng((ulong)(1000 + seed));
            var text = new NegationSheet(rng, Ring(rng)).Text;
            var error = Assert.Throws<UserErrorException>(() => Loader.Create(TaskParameters.Parse("ring.kif"), text, isSolved: false));
            Assert.Matches(@"^ring\.kif:\d+:\d+: negation is not stratified: ring depends [^\n]*$", error.Message);
            error = Assert.Throws<UserErrorException>(() =>
                new GdlGame("ring", new GdlInterpreter(new GdlRulesheet("ring.kif", text)), 9, true, Words));
            Assert.Contains("not stratified", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("(<= p (true (step 2)) (not q)) (<= q (not p)) (<= terminal p (true (step 3)))")]
    [InlineData("(<= p (does a go) (true (step 2)) (not q)) (<= q (not p)) (<= (next both) p q)")]
    public void A_circle_that_closes_late_and_that_nothing_asks_for_there_is_refused_when_it_closes(string circle)
    {
        var text = "(role a) (init (step 0)) (legal a go) (goal a 50) (succ 0 1) (succ 1 2) (succ 2 3)\n"
            + $"(<= (next (step ?n)) (true (step ?m)) (succ ?m ?n)) (<= terminal (true (step 3)))\n{circle}";
        var error = Assert.Throws<UserErrorException>(() => Playout.Play("late", Loader.Read("late.kif", text), new Rng(1)));
        Assert.Matches(@"^late\.kif:3:\d+: negation is not stratified: [^\n]*$", error.Message);
    }

    [Fact]
    public void Roles_and_the_start_may_be_stratified_by_facts_alone()
    {
        const string Text = """
            (candidate x) (candidate y) (candidate z) (after x y) (after y z)
            (<= (chosen ?c) (candidate ?c) (not (passed ?c)))
            (<= (passed ?c) (after ?b ?c) (chosen ?b))
            (<= (role ?c) (chosen ?c)) (<= (init (at ?c)) (chosen ?c))
            (<= (legal ?c wait) (role ?c)) (<= (goal ?c 50) (role ?c)) (<= terminal (true (at x)))
            """;
        var playout = Playout.Play("roles", Loader.Read("roles.kif", Text), new Rng(1));
        Assert.Equal(["x", "z"], playout.Roles);
        Assert.True(playout.Terminal);
    }

    /// <summary>Facts in a circle with one negation at least, all of whose conditions hold at the start.</summary>
    private static string Ring(Rng rng)
    {
        var size = rng.Next(1, 6);
        var negated = rng.Next(size);
        var lines = Enumerable.Range(0, size).Select(i =>
        {
            var asked = $"(ring c{(i + 1) % size})";
            var body = i == negated || rng.Next(3) == 0 ? $"(not {asked})" : asked;
            return $"(<= (ring c{i}) {body} {(rng.Next(2) == 0 ? "(true (step 0))" : "")})"
                + $" (<= (ring c{i}) (true (step 7)))";
        });
        return string.Join('\n', lines) + "\n(<= (legal a (ring ?x)) (ring ?x))";
    }

    private static void Follow(NegationSheet sheet, GdlGame game, Rng rng)
    {
        var flags = new HashSet<int> { 0 };
        var position = (GdlPosition)game.Start;
        while (!position.IsTerminal)
        {
            var moves = position.LegalOfRoles[0];
            Assert.Equal(
                sheet.Shown(flags).Order(StringComparer.Ordinal),
                moves.Where(m => !m.StartsWith("(flip", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            var flag = rng.Next(3);
            position = (GdlPosition)position.After([moves.ToList().IndexOf($"(flip {flag})")]);
            if (!flags.Add(flag))
            {
                flags.Remove(flag);
            }
        }

        Assert.Equal(sheet.Goal(flags), position.Score(0));
    }
}
