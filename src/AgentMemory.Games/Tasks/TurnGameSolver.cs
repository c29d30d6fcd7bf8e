using AgentMemory.Core;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Tasks;

/// <summary>
/// What the families of two seats with turns and open positions share: an opponent of a named strength or one with a
/// hidden habit, the exact solution, and what the habit is worth.
/// </summary>
internal sealed class TurnGameSolver(
    string family, int seat, Opponent opponent, bool habit, int statesMax, GameWords words, CancellationToken cancellation)
{
    /// <summary>Solves a game against its opponent; the habit, where there is one, follows from the generator.</summary>
    public (SolvedGame Solved, IGameSolution Solution, double Range) Solve(IGame game, Rng rng)
    {
        var graph = StateGraph.Explore(game, statesMax, cancellation) ?? throw new UserErrorException(
            $"{family}: this game has more than {statesMax} positions; make it smaller");
        var table = Table(game, graph, habit ? rng.Fork("habit").Pick(HabitPolicy.Kinds) : null);
        var solution = new GraphSolution(graph, table);
        return (new SolvedGame(table, solution), solution, game.ScoreMax - game.ScoreMin);
    }

    /// <summary>The same game with every habit that the rulebook leaves possible.</summary>
    public HiddenWorlds Habits(SolvedGame solved)
    {
        var graph = ((GraphSolution)solved.Solution).Graph;
        var tables = HabitPolicy.Kinds.Select(kind => Table(solved.Table.Game, graph, kind)).ToList();
        return new HiddenWorlds(
            tables,
            [.. tables.Select(t => new GraphSolution(graph, t))],
            [.. HabitPolicy.Kinds.Select(kind => (IReadOnlyList<string>)[Note(kind)])],
            othersTell: true);
    }

    /// <summary>The habit of a solved game, as a note.</summary>
    public IReadOnlyList<string> TrueNotes(SolvedGame solved) => [Note(((HabitPolicy)solved.Table.Policies[1 - seat]).Kind)];

    private string Note(HabitKind kind) =>
        words.Book.Fill("games/habit-note", ("place", words.Book.Text($"games/habit-{kind.ToString().ToLowerInvariant()}")));

    private GameTable Table(IGame game, StateGraph graph, HabitKind? kind)
    {
        IPolicy? strength = opponent.On(graph, 1 - seat);
        var other = kind is { } liking ? new HabitPolicy(liking, strength) : strength ?? RandomPolicy.Instance;
        return new GameTable
        {
            Game = game,
            Seat = seat,
            Policies = seat == 0 ? [RandomPolicy.Instance, other] : [other, RandomPolicy.Instance],
        };
    }
}

/// <summary>A game with its opponent and its solution.</summary>
internal sealed record SolvedGame(GameTable Table, IGameSolution Solution);
