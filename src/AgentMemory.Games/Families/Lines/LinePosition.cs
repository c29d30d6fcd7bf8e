using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Lines;

/// <summary>What lies on the board.</summary>
/// <param name="First">Marks of seat 0.</param>
/// <param name="Second">Marks of seat 1.</param>
/// <param name="Wild">Wild marks.</param>
/// <param name="WildLeft">Bit of each seat that still has its wild mark.</param>
/// <param name="Mover">The seat to move.</param>
public readonly record struct LineState(ulong First, ulong Second, ulong Wild, byte WildLeft, sbyte Mover);

/// <summary>A position of lines. Moves are cells from a1 on, or columns; then the same with the wild mark.</summary>
public sealed class LinePosition : TurnPosition, IBoardPosition
{
    private readonly LineRules _rules;
    private readonly int _places;
    private readonly sbyte _winner;

    /// <summary>A board on which the play goes on, but for a full one.</summary>
    internal LinePosition(LineRules rules, LineState state)
        : this(rules, state, -1, -1)
    {
    }

    /// <summary>The empty board.</summary>
    public LinePosition(LineRules rules)
        : this(rules, new LineState(0, 0, 0, rules.Form.HasWild ? (byte)3 : (byte)0, 0), -1, -1)
    {
    }

    private LinePosition(LineRules rules, LineState state, sbyte winner, int direction)
    {
        _rules = rules;
        State = state;
        _winner = winner;
        Direction = direction;
        var empty = Empty;
        if (winner >= 0 || empty == 0)
        {
            Mover = -1;
            return;
        }

        Mover = state.Mover;
        _places = rules.Form.Gravity ? OpenColumns(empty) : BitOperations.PopCount(empty);
        Count = (state.WildLeft >> state.Mover & 1) != 0 ? 2 * _places : _places;
    }

    public LineState State { get; }

    /// <summary>The direction of the line that ended the game, or -1.</summary>
    public int Direction { get; }

    public override int Mover { get; }

    public override int Count { get; }

    public (int Columns, int Rows) Size => (_rules.Form.Columns, _rules.Form.Rows);

    private ulong Empty => _rules.All & ~(State.First | State.Second | State.Wild);

    public (int Column, int Row) Target(int move)
    {
        var cell = CellOf(move >= _places ? move - _places : move);
        return (cell % _rules.Form.Columns, cell / _rules.Form.Columns);
    }

    public override string Text(int move)
    {
        var wild = move >= _places;
        var place = wild ? move - _places : move;
        if (_rules.Form.Gravity)
        {
            return (wild ? _rules.ColumnWildTexts : _rules.ColumnTexts)[ColumnOf(place)];
        }

        return (wild ? _rules.WildTexts : _rules.CellTexts)[CellOf(place)];
    }

    public override TurnPosition After(int move)
    {
        var wild = move >= _places;
        var cell = CellOf(wild ? move - _places : move);
        var bit = 1UL << cell;
        var state = State with { Mover = (sbyte)(1 - State.Mover) };
        state = wild ? state with { Wild = state.Wild | bit, WildLeft = (byte)(state.WildLeft & ~(1 << State.Mover)) }
            : State.Mover == 0 ? state with { First = state.First | bit }
            : state with { Second = state.Second | bit };
        var (own, other) = State.Mover == 0 ? (state.First, state.Second) : (state.Second, state.First);
        var maker = State.Mover;
        var direction = _rules.Completed(own | state.Wild, cell);
        if (direction < 0 && wild)
        {
            direction = _rules.Completed(other | state.Wild, cell);
            maker = (sbyte)(1 - maker);
        }

        var winner = direction < 0 ? (sbyte)-1 : _rules.Form.Misere ? (sbyte)(1 - maker) : maker;
        return new LinePosition(_rules, state, winner, direction);
    }

    public override double Score(int seat) => _winner < 0 ? 0 : _winner == seat ? 1 : -1;

    public override bool Equals(IPosition? other) =>
        other is LinePosition line && State == line.State && _winner == line._winner && Direction == line.Direction;

    public override int GetHashCode() => (int)Rng.Mix(
        State.First | (State.Second << 32), State.Second ^ (State.Wild << 20) ^ ((ulong)State.WildLeft << 1) ^ (ulong)State.Mover);

    private int OpenColumns(ulong empty)
    {
        var count = 0;
        foreach (var column in _rules.Columns)
        {
            count += (column & empty) != 0 ? 1 : 0;
        }

        return count;
    }

    private int ColumnOf(int place)
    {
        var empty = Empty;
        for (var column = 0; ; column++)
        {
            if ((_rules.Columns[column] & empty) != 0 && place-- == 0)
            {
                return column;
            }
        }
    }

    private int CellOf(int place)
    {
        var empty = Empty;
        if (_rules.Form.Gravity)
        {
            return BitOperations.TrailingZeroCount(_rules.Columns[ColumnOf(place)] & empty);
        }

        for (; place > 0; place--)
        {
            empty &= empty - 1;
        }

        return BitOperations.TrailingZeroCount(empty);
    }
}
