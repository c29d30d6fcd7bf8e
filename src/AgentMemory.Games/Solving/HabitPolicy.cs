using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>
/// An opponent with a habit: it has a fixed secret order of likings over moves and makes the legal move it likes best,
/// but for now and then a random one. Whoever finds the order out can exploit it.
/// </summary>
/// <param name="secret">Which habit; 0 .. <see cref="Count"/>-1.</param>
/// <param name="seed">Of the game: the same secret means another order in another game.</param>
public sealed class HabitPolicy(int secret, ulong seed) : IPolicy
{
    /// <summary>How many habits the rulebook leaves possible, each as likely.</summary>
    public const int Count = 6;

    /// <summary>How often a random move is made instead.</summary>
    public const double Slip = 0.1;

    private readonly ulong _key = Rng.Mix(seed, (ulong)secret);

    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        var liked = 0;
        var liking = 0UL;
        for (var move = 0; move < probabilities.Length; move++)
        {
            var rank = Rng.Mix(_key, Rng.Hash(position.MoveText(seat, move)));
            if (rank >= liking)
            {
                (liked, liking) = (move, rank);
            }
        }

        probabilities.Fill(Slip / probabilities.Length);
        probabilities[liked] += 1 - Slip;
    }
}
