using AgentMemory.Core.Episodes;
using AgentMemory.Games.Play;

namespace AgentMemory.Tests.Games.Exams;

/// <summary>
/// A walk through every single play, with nothing remembered on the way: no sights, keys, questions, graphs or solvers of the games.
/// </summary>
internal static class EveryPlay
{
    /// <summary>The learner's mean outcome from a position on, when it makes these moves.</summary>
    public static double Value(GameTable table, IPosition position, Func<IPosition, double[]> policy) => position.Phase switch
    {
        Phase.Over => position.Score(table.Seat),
        Phase.Chance => Enumerable.Range(0, position.ChanceCount)
            .Sum(outcome => position.ChanceProbability(outcome) * Value(table, position.AfterChance(outcome), policy)),
        _ => Joint(table, position, policy).Sum(next => next.Chance * Value(table, next.Position, policy)),
    };

    /// <summary>How likely a play shows this to who replies so.</summary>
    /// <param name="othersTell">Others' moves count with how likely they are; otherwise with 1, as the rulebook does not tell.</param>
    public static double Likelihood(GameTable table, EpisodeRecord record, bool othersTell) =>
        Likelihood(table, record, othersTell, table.Game.Start, [], 0);

    private static double Likelihood(
        GameTable table, EpisodeRecord record, bool othersTell, IPosition position, Happening[] since, int turn)
    {
        var (game, seat) = (table.Game, table.Seat);
        if (position.Phase == Phase.Over)
        {
            return turn == record.Moves.Count && game.Feedback(position, seat, since) == record.Outcome.Feedback
                && position.Score(seat) == record.Outcome.Score ? 1 : 0;
        }

        if (position.Phase == Phase.Chance)
        {
            // Where a play starts is drawn from the same list in every world, and tells nothing.
            return Enumerable.Range(0, position.ChanceCount).Sum(outcome => position.ChanceProbability(outcome) * Likelihood(
                table, record, othersTell, position.AfterChance(outcome),
                [.. since, new Happening(position, [], outcome, position.AfterChance(outcome))], turn));
        }

        var mover = Enumerable.Range(0, game.Roles.Count).First(s => position.MoveCount(s) > 0);
        var count = position.MoveCount(mover);
        var weights = new double[count];
        if (mover == seat)
        {
            if (turn == record.Moves.Count || game.View(position, seat, since) != record.Moves[turn].View.Text)
            {
                return 0;
            }

            (since, turn) = ([], turn + 1);
            for (var move = 0; move < count; move++)
            {
                weights[move] = position.MoveText(seat, move) == record.Moves[turn - 1].Reply ? 1 : 0;
            }
        }
        else if (othersTell)
        {
            table.Policies[mover].Weigh(position, mover, weights);
        }
        else
        {
            weights.AsSpan().Fill(1);
        }

        var sum = 0.0;
        for (var move = 0; move < count; move++)
        {
            if (weights[move] > 0)
            {
                var moves = game.Roles.Select((_, s) => s == mover ? move : -1).ToArray();
                var after = position.After(moves);
                sum += weights[move] * Likelihood(
                    table, record, othersTell, after, [.. since, new Happening(position, moves, -1, after)], turn);
            }
        }

        return sum;
    }

    private static IEnumerable<(double Chance, IPosition Position)> Joint(
        GameTable table, IPosition position, Func<IPosition, double[]> policy)
    {
        List<(double Chance, int[] Moves)> joint = [(1, [])];
        for (var seat = 0; seat < table.Game.Roles.Count; seat++)
        {
            var weights = new double[Math.Max(1, position.MoveCount(seat))];
            if (weights.Length == 1)
            {
                weights[0] = 1;
            }
            else if (seat == table.Seat)
            {
                weights = policy(position);
            }
            else
            {
                table.Policies[seat].Weigh(position, seat, weights);
            }

            joint = [.. joint.SelectMany(j => weights.Select((w, move) => (j.Chance * w, (int[])[.. j.Moves, move])))];
        }

        return joint.Where(j => j.Chance > 0).Select(j => (j.Chance, position.After(j.Moves)));
    }
}
