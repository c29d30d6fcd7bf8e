using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>Finds again what happened in a game that somebody played, from what the player was shown.</summary>
internal static class Transcript
{
    /// <summary>
    /// Happenings that show the player just this, in order. Where not all is seen there may be others that do; to the player
    /// they are the same.
    /// </summary>
    /// <exception cref="ArgumentException">No play of the game shows this.</exception>
    public static IReadOnlyList<Happening> Happenings(GameTable table, EpisodeRecord record)
    {
        var past = new List<Happening>();
        return Find(table, record, table.Game.Start, [], 0, past)
            ? past
            : throw new ArgumentException($"this is no episode of {record.TaskId}: no play shows what it says", nameof(record));
    }

    private static bool Find(
        GameTable table, EpisodeRecord record, IPosition position, IReadOnlyList<Happening> since, int turn, List<Happening> past)
    {
        if (position.Phase == Phase.Over)
        {
            return turn == record.Moves.Count
                && table.Game.Feedback(position, table.Seat, since) == record.Outcome.Feedback
                && position.Score(table.Seat) == record.Outcome.Score;
        }

        if (position.Phase != Phase.Moves || !table.Asks(position))
        {
            return Goes(table, record, position, 0, since, turn, past);
        }

        if (turn == record.Moves.Count || table.Game.View(position, table.Seat, since) != record.Moves[turn].View.Text)
        {
            return false;
        }

        var count = position.MoveCount(table.Seat);
        for (var move = 0; move < count; move++)
        {
            if (position.MoveText(table.Seat, move) == record.Moves[turn].Reply)
            {
                return Goes(table, record, position, move, [], turn + 1, past);
            }
        }

        return false;
    }

    private static bool Goes(
        GameTable table,
        EpisodeRecord record,
        IPosition position,
        int ownMove,
        IReadOnlyList<Happening> since,
        int turn,
        List<Happening> past)
    {
        foreach (var happening in table.Followers(position, ownMove))
        {
            past.Add(happening);
            if (Find(table, record, happening.After, [.. since, happening], turn, past))
            {
                return true;
            }

            past.RemoveAt(past.Count - 1);
        }

        return false;
    }
}
