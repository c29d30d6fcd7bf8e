using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>A position of heaps. Moves are numbered heap by heap, takes upwards, then splits heap by heap.</summary>
public sealed class HeapPosition : TurnPosition
{
    private readonly HeapRules _rules;
    private readonly int _takes;

    /// <summary>A position under these rules.</summary>
    public HeapPosition(HeapRules rules, HeapState state)
    {
        _rules = rules;
        State = state;
        if (state.Forfeited >= 0)
        {
            Mover = -1;
            return;
        }

        var allowed = 0;
        var offered = 0;
        var splits = 0;
        var hasRoom = false;
        for (var heap = 0; heap < rules.Names.Count; heap++)
        {
            var stones = state[heap];
            allowed += BitOperations.PopCount(Fitting(rules.Allowed, stones));
            offered += BitOperations.PopCount(Fitting(rules.Offered, stones));
            splits += stones / 2;
            hasRoom |= stones == 0;
        }

        splits = rules.Split && hasRoom ? splits : 0;
        _takes = state.Mover == rules.BlindSeat ? offered : allowed;
        Mover = allowed + splits == 0 ? -1 : state.Mover;
        Count = Mover < 0 ? 0 : _takes + splits;
    }

    public HeapState State { get; }

    /// <inheritdoc/>
    public override int Mover { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>True where the game ended because nothing on the table can be taken, though there is something left.</summary>
    public bool IsStuck => Mover < 0 && State.Forfeited < 0 && State.Stones != 0;

    public override string Text(int move)
    {
        var (heap, take, split) = Decode(move);
        if (split > 0)
        {
            return $"split {_rules.Names[heap]} {split}";
        }

        return _rules.NamesHeaps ? $"{_rules.Names[heap]} {take}" : Numbers.Text(take);
    }

    /// <summary>How many stones the move takes; 0 for a split.</summary>
    public int TakeOf(int move) => Decode(move).Take;

    public override TurnPosition After(int move)
    {
        var (heap, take, split) = Decode(move);
        var next = State with { Mover = (sbyte)(1 - State.Mover), LastTake = 0 };
        if (split > 0)
        {
            return new HeapPosition(_rules, next with { Stones = Moved(heap, split) });
        }

        if ((_rules.Allowed >> take & 1) == 0)
        {
            return new HeapPosition(_rules, next with { Forfeited = State.Mover });
        }

        var left = State[heap] - take;
        var stones = State.Stones - ((ulong)take << (8 * heap));
        if (left == 0 && State.CanRefill)
        {
            stones += (ulong)_rules.Refill << (8 * heap);
            next = next with { CanRefill = false };
        }

        return new HeapPosition(
            _rules, next with { Stones = stones, LastTake = _rules.Echo ? (byte)take : (byte)0 });
    }

    public override double Score(int seat)
    {
        var loser = State.Forfeited >= 0 ? State.Forfeited : _rules.Misere ? 1 - State.Mover : State.Mover;
        return seat == loser ? -1 : 1;
    }

    public override bool Equals(IPosition? other) => other is HeapPosition heaps && State == heaps.State;

    public override int GetHashCode() =>
        (int)Rng.Mix(State.Stones, ((ulong)State.LastTake << 2) | (State.CanRefill ? 2UL : 0) | (State.Mover == 1 ? 1UL : 0));

    private uint Fitting(uint mask, int stones)
    {
        var fits = stones >= HeapRules.StonesMax ? mask : mask & ((2u << stones) - 1);
        return fits & ~(State.LastTake == 0 ? 0 : 1u << State.LastTake);
    }

    private ulong Moved(int from, int stones)
    {
        for (var heap = 0; heap < _rules.Names.Count; heap++)
        {
            if (State[heap] == 0)
            {
                return State.Stones - ((ulong)stones << (8 * from)) + ((ulong)stones << (8 * heap));
            }
        }

        throw new System.Diagnostics.UnreachableException("a split was offered without room for it");
    }

    private (int Heap, int Take, int Split) Decode(int move)
    {
        var mask = State.Mover == _rules.BlindSeat ? _rules.Offered : _rules.Allowed;
        if (move < _takes)
        {
            for (var heap = 0; ; heap++)
            {
                var fitting = Fitting(mask, State[heap]);
                var count = BitOperations.PopCount(fitting);
                if (move >= count)
                {
                    move -= count;
                    continue;
                }

                for (; move > 0; move--)
                {
                    fitting &= fitting - 1;
                }

                return (heap, BitOperations.TrailingZeroCount(fitting), 0);
            }
        }

        move -= _takes;
        for (var heap = 0; ; heap++)
        {
            var count = State[heap] / 2;
            if (move < count)
            {
                return (heap, 0, move + 1);
            }

            move -= count;
        }
    }
}
