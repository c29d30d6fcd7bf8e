using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentMemory.Games;

/// <summary>What a game is worth, as <c>agentmemory.solution/1</c>.</summary>
public sealed record Solution
{
    private const int StatesMax = 400_000;

    [JsonPropertyName("schema")]
    public string Schema => "agentmemory.solution/1";

    [JsonPropertyName("game")]
    public required string Game { get; init; }

    /// <summary>For every role its score under best play from the start; null where that is not defined or not worked out.</summary>
    [JsonPropertyName("value")]
    public required IReadOnlyDictionary<string, double>? Value { get; init; }

    /// <summary>The learner's best moves where it is first asked; empty where chance or others decide that position.</summary>
    [JsonPropertyName("best")]
    public required IReadOnlyList<string> Best { get; init; }

    /// <summary>The random player's mean, against the game's own opponent.</summary>
    [JsonPropertyName("floor")]
    public required double Floor { get; init; }

    /// <summary>The best response's mean, against the game's own opponent.</summary>
    [JsonPropertyName("ceiling")]
    public required double Ceiling { get; init; }

    /// <summary>Of the equilibrium, where one was computed.</summary>
    [JsonPropertyName("exploitability")]
    public required double? Exploitability { get; init; }

    [JsonPropertyName("states")]
    public required int States { get; init; }

    /// <summary>Plain lines for the user; no part of the document.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>Solves a task's game for all its roles.</summary>
    public static Solution Of(GameTask task)
    {
        var game = task.Table.Game;
        var graph = task.Solution switch
        {
            GraphSolution solved => solved.Graph,
            GoalRange => null,
            _ => StateGraph.TryExplore(game, StatesMax, out _),
        };
        var value = TurnValue.Of(task, graph, out var whyNot);
        return new Solution
        {
            Game = task.Id,
            Value = value?.Values.Select((v, seat) => (game.Roles[seat], v)).ToDictionary(v => v.Item1, v => v.v),
            Best = BestAtStart(task),
            Floor = task.Floor,
            Ceiling = task.Ceiling,
            Exploitability = value?.Exploitability,
            States = task.Solution.States,
            Cautions = whyNot is null ? task.Cautions : [.. task.Cautions, whyNot],
        };
    }

    /// <summary>One JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GameJson.Options);

    private static IReadOnlyList<string> BestAtStart(GameTask task)
    {
        var start = task.Table.Game.Start;
        if (start.Phase != Phase.Moves || start.MoveCount(task.Table.Seat) == 0
            || task.Solution.MoveValues((GameEpisode)task.Exam(0)) is not { } values)
        {
            return [];
        }

        var best = values.Max();
        return [.. Enumerable.Range(0, values.Count).Where(move => values[move] >= best - GraphValues.Tie)
            .Select(move => start.MoveText(task.Table.Seat, move))];
    }
}
