using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Checks;

/// <summary>
/// Goes through positions, the nearest to the start first, each once. A position of a faulty game throws when it is made,
/// so a defect that random games hardly ever meet is found where the game is small or the defect is near.
/// </summary>
/// <param name="Positions">How many were looked at.</param>
/// <param name="IsWhole">There are no others.</param>
public sealed record PositionSearch(int Positions, bool IsWhole)
{
    private const int PositionsMax = 20_000;

    /// <summary>Looks until there is no other position, there are too many, or the work is spent.</summary>
    /// <exception cref="UserErrorException">A position shows a fault of the game.</exception>
    internal static PositionSearch Of(IGame game, Func<bool> isSpent, CancellationToken cancellation)
    {
        var seen = new HashSet<IPosition> { game.Start };
        var open = new Queue<IPosition>(seen);
        while (open.TryDequeue(out var position))
        {
            foreach (var next in Followers(game, position))
            {
                cancellation.ThrowIfCancellationRequested();
                if (seen.Count >= PositionsMax || isSpent())
                {
                    return new PositionSearch(seen.Count, false);
                }

                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return new PositionSearch(seen.Count, true);
    }

    private static IEnumerable<IPosition> Followers(IGame game, IPosition position) => position.Phase switch
    {
        Phase.Over => [],
        Phase.Chance => Enumerable.Range(0, position.ChanceCount).Select(position.AfterChance),
        _ => AfterMoves(game, position),
    };

    private static IEnumerable<IPosition> AfterMoves(IGame game, IPosition position)
    {
        var moves = new int[game.Roles.Count];
        int seat;
        do
        {
            yield return position.After(moves);
            for (seat = moves.Length - 1; seat >= 0 && ++moves[seat] >= position.MoveCount(seat); seat--)
            {
                moves[seat] = 0;
            }
        }
        while (seat >= 0);
    }
}
