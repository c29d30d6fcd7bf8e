using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Rulesheets;

/// <summary>What grows without bound is refused in one line; what is only large and asked for little is played.</summary>
public sealed class LimitTests
{
    private const string Numbers = "(succ 0 1) (succ 1 2) (succ 2 3) (succ 3 4) (succ 4 5) (succ 5 6) (succ 6 7) (succ 7 8) ";
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    [Fact]
    public void A_relation_over_a_hundred_million_lists_is_played_where_single_lists_are_asked_for()
    {
        var text = Numbers + string.Concat(Enumerable.Range(0, 10).Select(n => $"(e {n}) ")) + """
            (role a) (init (word nil)) (init (step 0))
            (<= (whole (cons ?a (cons ?b (cons ?c (cons ?d (cons ?e (cons ?f (cons ?g (cons ?h nil)))))))))
                (e ?a) (e ?b) (e ?c) (e ?d) (e ?e) (e ?f) (e ?g) (e ?h))
            (<= (legal a (push ?x)) (e ?x))
            (<= (next (word (cons ?x ?w))) (does a (push ?x)) (true (word ?w)))
            (<= (next (step ?n)) (true (step ?m)) (succ ?m ?n))
            (<= terminal (true (step 8)))
            (<= good (true (word ?w)) (whole ?w))
            (<= (goal a 100) good) (<= (goal a 0) (not good))
            """;
        var check = Check("words.kif", text);
        Assert.Equal((20, 8), (check.Playouts, check.StepsMax));
        Assert.False(check.Search!.IsWhole);
    }

    [Fact]
    public void Whatever_grows_without_bound_is_refused_in_one_line()
    {
        var sheets = int.TryParse(Environment.GetEnvironmentVariable("AGENTMEMORY_RULESHEETS"), out var wanted) ? (wanted / 10) + 1 : 2;
        for (var seed = 1UL; seed <= (ulong)sheets; seed++)
        {
            var rng = new Rng(seed);
            var elements = string.Concat(Enumerable.Range(0, rng.Next(2, 12)).Select(n => $"(e {n}) "));
            var grown = rng.Pick(
            [
                "(pair ?w ?w)", "(cons ?x ?w)", "(cons ?x (cons 0 ?w))", "(both ?w (cons ?x ?w))",
            ]);
            var given = rng.Pick(["", "(does a go)", "(true (word ?v))"]);
            var text = $"(role a) {elements} (init (word nil)) (legal a go) (goal a 0)\n"
                + $"(<= (next (word {grown})) (e ?x) {given} (true (word ?w)))\n(<= terminal (true (word done)))";
            var error = Assert.Throws<UserErrorException>(() => Check("grows.kif", text));
            Assert.Matches(@"^grows\.kif:2:5: the game (never ends|is too large): [^\n]*$", error.Message);
        }
    }

    [Fact]
    public void What_rules_of_one_state_make_up_is_limited_too()
    {
        var text = Numbers + string.Concat(Enumerable.Range(0, 12).Select(n => $"(e {n}) ")) + """

            (role a) (init (step 0)) (legal a go) (<= (next (step ?n)) (true (step ?m)) (succ ?m ?n)) (<= terminal (true (step 2)))
            (<= (row ?a ?b ?c ?d ?e ?f ?g) (e ?a) (e ?b) (e ?c) (e ?d) (e ?e) (e ?f) (e ?g) (true (step ?s)))
            (<= (goal a 100) (row ?a ?b ?c ?d ?e ?f ?g) (distinct ?a ?g))
            (<= (goal a 0) (not (goal a 100)))
            """;
        var error = Assert.Throws<UserErrorException>(() => Check("rows.kif", text));
        Assert.Matches(@"^rows\.kif:3:5: the game is too large: [^\n]*$", error.Message);
    }

    private static GameCheck Check(string file, string text) => GameCheck.Of(
        Loader.Create(TaskParameters.Parse(file), text, isSolved: false), 20, new Rng(1), TimeProvider.System, TimeSpan.FromMinutes(5));
}
