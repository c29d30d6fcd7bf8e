using AgentMemory.Core.Episodes;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Tasks;

/// <summary>One game for a person at a terminal: the board, the legal moves, and what each move cost. Immutable.</summary>
public sealed record TablePlay
{
    private TablePlay(GameTask task, GameEpisode episode, IReadOnlyList<PlayedMove> moves)
    {
        Task = task;
        Episode = episode;
        Moves = moves;
    }

    public GameTask Task { get; }

    public GameEpisode Episode { get; }

    /// <summary>The person's moves so far.</summary>
    public IReadOnlyList<PlayedMove> Moves { get; }

    public Outcome? Outcome => Episode.Outcome;

    /// <summary>The position in several lines, without markup, holding nothing that the person may not know.</summary>
    public string Board => Task.Table.Game.Board(Episode.Position, Task.Table.Seat);

    /// <summary>What may be replied; empty once it is over.</summary>
    public IReadOnlyList<string> LegalMoves => Outcome is null ? ((ReplyForm.OneOf)Episode.View.Reply).Replies : [];

    /// <summary>A fresh game.</summary>
    public static TablePlay Begin(GameTask task, ulong seed) => new(task, (GameEpisode)task.Practice(seed), []);

    /// <summary>The game after a move.</summary>
    /// <exception cref="ArgumentException">The move is not legal, or the game is over.</exception>
    public TablePlay After(string move) => new(
        Task, (GameEpisode)Episode.After(move), [.. Moves, new PlayedMove(Episode.View.Text, move, Regret(Task, Episode, move), Best(Task, Episode))]);

    /// <summary>What a move gives away against the best one, in the task's unit; null where the game is not solved.</summary>
    public static double? Regret(GameTask task, GameEpisode episode, string move) =>
        task.Solution.MoveValues(episode) is { } values ? Math.Max(0, values.Max() - values[episode.MoveOf(move)]) : null;

    /// <summary>The moves that tie for the best; empty where the game is not solved.</summary>
    public static IReadOnlyList<string> Best(GameTask task, GameEpisode episode)
    {
        if (task.Solution.MoveValues(episode) is not { } values)
        {
            return [];
        }

        var best = values.Max();
        return [.. Enumerable.Range(0, values.Count).Where(move => values[move] >= best - GraphValues.Tie)
            .Select(move => episode.Position.MoveText(task.Table.Seat, move))];
    }
}

/// <summary>A move that a person made.</summary>
/// <param name="View">What was seen.</param>
/// <param name="Reply">What was played.</param>
/// <param name="Regret">What it gave away, or null where the game is not solved.</param>
/// <param name="Best">What would have been best.</param>
public sealed record PlayedMove(string View, string Reply, double? Regret, IReadOnlyList<string> Best);
