using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Rulesheets;

/// <summary>A fault in an end that random games hardly ever reach.</summary>
public sealed class DefectTests
{
    private const int Depth = 7;
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_check_finds_a_defect_behind_one_line_of_moves_in_thousands(bool isInGoals)
    {
        // Three moves at each of seven steps: one path in 2187 keeps the lock closed until the end.
        for (var seed = 1UL; seed <= 8; seed++)
        {
            var (text, place) = Lock(new Rng(seed), isInGoals, true);
            var error = Assert.Throws<UserErrorException>(() => Check(text));
            Assert.StartsWith($"lock.kif:{place}: after {Depth} steps", error.Message, StringComparison.Ordinal);
            Assert.Contains(" still", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_sound_game_is_looked_at_as_a_whole()
    {
        var check = Check(Lock(new Rng(1), true, false).Text);
        Assert.True(check.Search!.IsWhole);
        Assert.Equal((2 * Depth) + 1, check.Search.Positions);
    }

    [Fact]
    public void A_playout_goes_on_until_it_meets_the_defect()
    {
        var (text, _) = Lock(new Rng(3), true, true);
        var task = Load(text);
        var (met, ended) = (0, 0);
        for (var seed = 1UL; seed <= 4000; seed++)
        {
            try
            {
                ended += Playout.Play("lock", task.Table.Game, new Rng(seed)).Steps.Count == Depth ? 1 : 0;
            }
            catch (UserErrorException)
            {
                met++;
            }
        }

        Assert.InRange(met, 1, 12);
        Assert.Equal(4000, met + ended);
    }

    [Theory]
    [InlineData("(<= (next s) (true s))", 4)]
    [InlineData("(<= (next t) (true s)) (<= (next s) (true t))", 5)]
    public void A_game_that_comes_back_to_its_states_is_looked_at_as_a_whole(string next, int positions)
    {
        var check = Check("(role a) (legal a go) (legal a out) (init s) (goal a 10)\n"
            + $"(<= terminal (true end)) (<= (next end) (does a out)) {next}");
        Assert.True(check.Search!.IsWhole);
        Assert.InRange(check.Search.Positions, 2, positions);
    }

    private static (string Text, string Place) Lock(Rng rng, bool isInGoals, bool isFaulty)
    {
        var digits = Enumerable.Range(0, Depth).Select(i => $"(right {i} {rng.Next(3)})");
        var numbers = Enumerable.Range(0, Depth).Select(i => $"(succ {i} {i + 1})");
        var text = $"""
            (role a) (init (step 0)) (init (still)) (dial 0) (dial 1) (dial 2) {string.Join(' ', digits)} {string.Join(' ', numbers)}
            (<= (legal a (turn ?d)) (dial ?d) (not last))
            {(isInGoals ? "" : "(<= (legal a wait) (not (true (still))))")}
            (<= (next (still)) (true (still)) (true (step ?n)) (does a (turn ?d)) (right ?n ?d))
            (<= (next (step ?n)) (true (step ?m)) (succ ?m ?n))
            (<= last (true (step {Depth})))
            (<= terminal last {(isInGoals || !isFaulty ? "" : "(not (true (still)))")})
            (<= (goal a 50) {(isFaulty && isInGoals ? "(not (true (still)))" : "(role a)")})
            """;
        return (text, isInGoals ? "8:5" : "2:5");
    }

    private static GameTask Load(string text) => Loader.Create(TaskParameters.Parse("lock.kif"), text, isSolved: false);

    private static GameCheck Check(string text) => GameCheck.Of(Load(text), 20, new Rng(1), TimeProvider.System, TimeSpan.FromMinutes(5));
}
