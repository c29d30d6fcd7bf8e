using System.Collections.Concurrent;
using System.Numerics;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>
/// Best play for one who does not know which of several worlds is the true one, but learns within the game: every take
/// that was accepted or refused, and every take of the opponent, rules some out. What the learner knows is the set of
/// worlds left (a bit mask, all of them equally likely): how the opponent chooses among allowed takes is not told in
/// the rulebook, so its choice counts as telling nothing further. Safe to share between threads.
/// </summary>
public sealed class HeapBeliefs
{
    /// <summary>As many as a mask has bits.</summary>
    public const int WorldsMax = 64;

    private readonly IReadOnlyList<HeapWorld> _worlds;
    private readonly ConcurrentDictionary<(ulong Worlds, HeapState State), (double Value, int Move)> _decisions = new();

    /// <summary>Worlds that agree in all but the allowed takes.</summary>
    public HeapBeliefs(IReadOnlyList<HeapWorld> worlds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(worlds.Count, WorldsMax);
        _worlds = worlds;
    }

    /// <summary>Every world is possible.</summary>
    public ulong All => _worlds.Count == WorldsMax ? ulong.MaxValue : (1UL << _worlds.Count) - 1;

    public IReadOnlyList<HeapWorld> Worlds => _worlds;

    /// <summary>The best move of the learner in a state, and what it is worth.</summary>
    /// <param name="worlds">The worlds left; not empty, and the game goes on in each.</param>
    /// <param name="state">A state in which the learner moves.</param>
    public (double Value, int Move) Decide(ulong worlds, HeapState state)
    {
        if (_decisions.TryGetValue((worlds, state), out var known))
        {
            return known;
        }

        var count = new HeapPosition(First(worlds).Rules, state).Count;
        var best = (Value: double.NegativeInfinity, Move: 0);
        for (var move = 0; move < count; move++)
        {
            var value = Worth(worlds, state, move);
            if (value > best.Value + GraphValues.Tie)
            {
                best = (value, move);
            }
        }

        _decisions[(worlds, state)] = best;
        return best;
    }

    /// <summary>The worlds of a mask in which the game goes on in this state.</summary>
    public ulong GoingOn(ulong worlds, HeapState state)
    {
        var left = 0UL;
        foreach (var world in Bits(worlds))
        {
            left |= new HeapPosition(_worlds[world].Rules, state).Mover >= 0 ? 1UL << world : 0;
        }

        return left;
    }

    /// <summary>The numbers of the worlds in a mask.</summary>
    public static IEnumerable<int> Bits(ulong worlds)
    {
        for (; worlds != 0; worlds &= worlds - 1)
        {
            yield return BitOperations.TrailingZeroCount(worlds);
        }
    }

    private HeapWorld First(ulong worlds) => _worlds[BitOperations.TrailingZeroCount(worlds)];

    private double Worth(ulong worlds, HeapState state, int move)
    {
        var share = 1.0 / BitOperations.PopCount(worlds);
        var value = 0.0;
        var futures = new Dictionary<HeapState, (ulong Worlds, double Probability)>();
        foreach (var number in Bits(worlds))
        {
            var world = _worlds[number];
            var after = (HeapPosition)new HeapPosition(world.Rules, state).After(move);
            if (after.Mover < 0)
            {
                value += share * after.Score(world.Learner);
                continue;
            }

            foreach (var (probability, _, next) in world.Replies(after))
            {
                if (next.Mover < 0)
                {
                    value += share * probability * next.Score(world.Learner);
                }
                else
                {
                    var future = futures.GetValueOrDefault(next.State);
                    futures[next.State] = (future.Worlds | (1UL << number), future.Probability + (share * probability));
                }
            }
        }

        foreach (var (next, future) in futures)
        {
            value += future.Probability * Decide(future.Worlds, next).Value;
        }

        return value;
    }
}
