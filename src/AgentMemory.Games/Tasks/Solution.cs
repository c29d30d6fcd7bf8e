using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Tasks;

/// <summary>What a game is worth.</summary>
public sealed record Solution
{
    private const int StatesMax = 400_000;
    private const int FirstPositionsMax = 20_000;

    /// <summary>Decimals behind which sums of many products differ from the exact value by rounding alone.</summary>
    private const int Decimals = 10;

    public required string Game { get; init; }

    /// <summary>For every role its score under best play from the start; null where that is not defined or not worked out.</summary>
    public required IReadOnlyDictionary<string, double>? Value { get; init; }

    /// <summary>
    /// The learner's best moves where it first has a choice; empty where it has none, and where they depend on what it has
    /// seen by then.
    /// </summary>
    public required IReadOnlyList<string> Best { get; init; }

    /// <summary>The learner has a choice somewhere, as far as was looked.</summary>
    public bool HasChoice { get; init; }

    /// <summary>The random player's mean over all starts, against the game's own opponent.</summary>
    public required double Floor { get; init; }

    /// <summary>The best response's mean over all starts, against the game's own opponent.</summary>
    public required double Ceiling { get; init; }

    /// <summary>Of the equilibrium, where one was computed.</summary>
    public required double? Exploitability { get; init; }

    public required int States { get; init; }

    /// <summary>What is odd but not wrong.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>Solves a task's game for all its roles.</summary>
    public static Solution Of(GameTask task, CancellationToken cancellation = default)
    {
        var game = task.Table.Game;
        var graph = task.Solution switch
        {
            GraphSolution solved => solved.Graph,
            GoalRange => null,
            _ => StateGraph.TryExplore(game, StatesMax, out _, cancellation: cancellation),
        };
        var choices = GameEpisode.FirstChoices(task.Table, FirstPositionsMax);
        var value = TurnValue.Of(task, graph, out var whyNot, cancellation);
        return new Solution
        {
            Game = task.Id,
            Value = value?.Values.Select((v, seat) => (Role: game.Roles[seat], Value: Told(v))).ToDictionary(v => v.Role, v => v.Value),
            Best = BestAtFirst(task, choices),
            HasChoice = choices.Count > 0,
            Floor = Told(task.Solution.Floor),
            Ceiling = Told(task.Solution.Ceiling),
            Exploitability = value?.Exploitability is { } exploitability ? Told(exploitability) : null,
            States = task.Solution.States,
            Cautions = whyNot is null ? task.Cautions : [.. task.Cautions, whyNot],
        };
    }

    // Added to 0, so that no zero is told as -0.
    private static double Told(double value) => Math.Round(value, Decimals) + 0.0;

    private static IReadOnlyList<string> BestAtFirst(GameTask task, IReadOnlyList<GameEpisode> choices)
    {
        IReadOnlyList<string> best = [];
        for (var i = 0; i < choices.Count; i++)
        {
            var here = TablePlay.Best(task, choices[i]);
            if (here.Count == 0 || (i > 0 && !here.SequenceEqual(best, StringComparer.Ordinal)))
            {
                return [];
            }

            best = here;
        }

        return best;
    }
}
