using AgentMemory.Core.Episodes;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>What a game that somebody played says of the table it was played at: by its texts alone, as the player has them.</summary>
internal static class Transcript
{
    /// <summary>How likely a table shows a player just this, given the player's replies; 0 where it cannot.</summary>
    /// <param name="table">Whose texts.</param>
    /// <param name="record">The views, replies and end of one play.</param>
    /// <param name="othersTell">
    /// The others choose as their policies say; otherwise whatever they may do counts as 1, since the rulebook does not tell how they
    /// choose.
    /// </param>
    public static double Likelihood(GameTable table, EpisodeRecord record, bool othersTell)
    {
        var free = othersTell ? table : table with { Policies = [.. table.Policies.Select(_ => RandomPolicy.Instance)] };
        return Likelihood(free, record, othersTell, table.Game.Start, [], 0);
    }

    private static double Likelihood(
        GameTable table, EpisodeRecord record, bool othersTell, IPosition position, IReadOnlyList<Happening> since, int turn)
    {
        if (position.Phase == Phase.Over)
        {
            return turn == record.Moves.Count
                && table.Game.Feedback(position, table.Seat, since) == record.Outcome.Feedback
                && position.Score(table.Seat) == record.Outcome.Score ? 1 : 0;
        }

        if (position.Phase != Phase.Moves || !table.Asks(position))
        {
            return Following(table, record, othersTell, position, 0, since, turn);
        }

        if (turn == record.Moves.Count || table.Game.View(position, table.Seat, since) != record.Moves[turn].View.Text)
        {
            return 0;
        }

        var count = position.MoveCount(table.Seat);
        for (var move = 0; move < count; move++)
        {
            if (position.MoveText(table.Seat, move) == record.Moves[turn].Reply)
            {
                return Following(table, record, othersTell, position, move, [], turn + 1);
            }
        }

        return 0;
    }

    private static double Following(
        GameTable table, EpisodeRecord record, bool othersTell, IPosition position, int ownMove, IReadOnlyList<Happening> since, int turn)
    {
        var sum = 0.0;
        foreach (var (probability, happening) in table.WeighedFollowers(position, ownMove))
        {
            var weight = othersTell || happening.Moves.Count == 0 ? probability : 1;
            sum += weight * Likelihood(table, record, othersTell, happening.After, [.. since, happening], turn);
        }

        return sum;
    }
}
