using AgentMemory.Core;
using AgentMemory.Games;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>Solvers stop when they are asked to, wherever they are.</summary>
public sealed class SolverCancellationTests
{
    private static readonly CancellationToken Cancelled = new(canceled: true);
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>The slowest of each kind: positions, their passes, beliefs over worlds, what sights may hide.</summary>
    [Theory]
    [InlineData("lines?columns=4&rows=4&length=4&blocked=0&gravity=false&wild=false&opponent=minimax-9", 300)]
    [InlineData("lines?columns=4&rows=5&length=4&blocked=8&wild=false&opponent=minimax-64", 900)]
    [InlineData("bluff?kinds=4&copies=2&rounds=2&raises=2&hidden=ranking", 700)]
    public Task A_large_game_stops_within_two_seconds(string game, int milliseconds) => Stopping.WithinTwoSeconds(
        token => Solution.Of(new GameCatalogue(RepositoryPrompts.Book, token).ResolveGame(game), token), TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("heaps?hidden=takes")]
    [InlineData("lines?hidden=directions")]
    [InlineData("hunters?hidden=target")]
    [InlineData("bluff?hidden=habit")]
    [InlineData("tiles?hidden=meanings")]
    [InlineData("brew")]
    [InlineData("bargain?hidden=partner")]
    [InlineData("bargain?auction=first&hidden=partner")]
    [InlineData("riddle?hidden=pool")]
    [InlineData("tictactoe.kif")]
    public void No_family_solves_anything_once_it_is_cancelled(string game)
    {
        var named = game.EndsWith(".kif", StringComparison.Ordinal)
            ? Path.Combine(RepositoryPrompts.Root, "tests/AgentMemory.Tests/Games/Kif", game)
            : game;
        Assert.ThrowsAny<OperationCanceledException>(() => new GameCatalogue(RepositoryPrompts.Book, Cancelled).Resolve(named));
    }

    [Fact]
    public void What_is_worked_out_later_is_cancelled_too()
    {
        using var stop = new CancellationTokenSource();
        var task = new GameCatalogue(RepositoryPrompts.Book, stop.Token).ResolveGame("heaps?hidden=takes");
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => task.StateExam);
        Assert.ThrowsAny<OperationCanceledException>(() => task.Hidden);
    }

    [Fact]
    public void Every_solver_looks_at_its_token()
    {
        var poker = Catalogue.ResolveGame("bluff?classic=kuhn");
        var (game, table) = (poker.Table.Game, poker.Table);
        Assert.ThrowsAny<OperationCanceledException>(() => StateGraph.Explore(game, 10_000, Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => BeliefSolver.Solve([(table, 1.0)], 10_000, cancellation: Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => BeliefSolver.Worst(table, 10_000, Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => Equilibrium.TrySolve(game, cancellation: Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => LimitedLookAhead.Policy(game, 0, 2, Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => Closedness.Share("what", [table], [poker.Solution], Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => Solution.Of(poker, Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => Playout.Play("kuhn", game, new Rng(1), Cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => GameCheck.Of(poker, 1, new Rng(1), TimeProvider.System, TimeSpan.FromSeconds(1), Cancelled));
    }
}
