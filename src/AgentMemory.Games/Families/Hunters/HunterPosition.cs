using AgentMemory.Core;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Hunters;

/// <summary>Where everything stands.</summary>
/// <param name="Cells">Six bits for each piece, the first lowest; 63 for a captured one.</param>
/// <param name="Crumbled">Bits of the cells that are gone.</param>
/// <param name="Mover">The seat to move.</param>
/// <param name="Moves">How many were made.</param>
public readonly record struct HunterState(ulong Cells, ulong Crumbled, sbyte Mover, byte Moves)
{
    /// <summary>In place of the cell of a captured piece.</summary>
    public const int Captured = 63;

    /// <summary>The cell of a piece.</summary>
    public int this[int piece] => (int)(Cells >> (6 * piece) & 63);

    /// <summary>The state with a piece elsewhere.</summary>
    public HunterState With(int piece, int cell) =>
        this with { Cells = (Cells & ~(63UL << (6 * piece))) | ((ulong)cell << (6 * piece)) };
}

/// <summary>A position of hunters. Moves are numbered piece by piece, in the order of the piece's steps.</summary>
public sealed class HunterPosition : TurnPosition, IBoardPosition
{
    private readonly HunterForm _form;
    private readonly (byte Piece, byte Cell)[] _moves;
    private readonly sbyte _winner;

    /// <summary>The start of a play.</summary>
    public HunterPosition(HunterForm form)
        : this(form, Start(form), -1)
    {
    }

    /// <summary>Where pieces stand so and nobody has won by the last move.</summary>
    internal HunterPosition(HunterForm form, HunterState state)
        : this(form, state, -1)
    {
    }

    private HunterPosition(HunterForm form, HunterState state, sbyte winner)
    {
        _form = form;
        State = state;
        _winner = winner;
        IsDraw = winner < 0 && state.Moves >= form.MovesMax;
        _moves = winner >= 0 || IsDraw ? [] : Possible();
        Mover = _moves.Length == 0 ? -1 : state.Mover;
        if (_moves.Length == 0 && !IsDraw && winner < 0)
        {
            _winner = (sbyte)(1 - state.Mover);
        }
    }

    public HunterState State { get; }

    /// <summary>The move limit was reached.</summary>
    public bool IsDraw { get; }

    /// <summary>The cell that won the game, or -1.</summary>
    public int Reached => _winner < 0 || _form.Targets[_winner] < 0 ? -1
        : Enumerable.Range(0, _form.Pieces.Count).Any(p => _form.Pieces[p].Seat == _winner
            && State[p] == _form.Targets[_winner]) ? _form.Targets[_winner] : -1;

    public override int Mover { get; }

    public override int Count => _moves.Length;

    public (int Columns, int Rows) Size => (_form.Columns, _form.Rows);

    public (int Column, int Row) Target(int move) =>
        (_moves[move].Cell % _form.Columns, _moves[move].Cell / _form.Columns);

    public override string Text(int move) =>
        $"{_form.Pieces[_moves[move].Piece].Name} {_form.Cell(_moves[move].Cell)}";

    public override TurnPosition After(int move)
    {
        var (piece, cell) = _moves[move];
        var next = State.With(piece, cell) with { Mover = (sbyte)(1 - State.Mover), Moves = (byte)(State.Moves + 1) };
        if (_form.Goal == HunterGoal.Crumble)
        {
            next = next with { Crumbled = next.Crumbled | (1UL << State[piece]) };
        }

        var othersLeft = 0;
        for (var other = 0; other < _form.Pieces.Count; other++)
        {
            if (_form.Pieces[other].Seat != State.Mover)
            {
                next = State[other] == cell ? next.With(other, HunterState.Captured) : next;
                othersLeft += next[other] == HunterState.Captured ? 0 : 1;
            }
        }

        var wins = othersLeft == 0 || cell == _form.Targets[State.Mover];
        return new HunterPosition(_form, next, wins ? State.Mover : (sbyte)-1);
    }

    public override double Score(int seat) => IsDraw ? 0 : _winner == seat ? 1 : -1;

    public override bool Equals(IPosition? other) =>
        other is HunterPosition hunters && State == hunters.State && _winner == hunters._winner;

    public override int GetHashCode() =>
        (int)Rng.Mix(State.Cells ^ ((ulong)State.Moves << 48), State.Crumbled ^ ((ulong)(byte)State.Mover << 60));

    private static HunterState Start(HunterForm form)
    {
        var state = default(HunterState);
        for (var piece = 0; piece < form.Pieces.Count; piece++)
        {
            state = state.With(piece, form.Pieces[piece].Start);
        }

        return state;
    }

    private (byte Piece, byte Cell)[] Possible()
    {
        var moves = new List<(byte, byte)>(16);
        for (var piece = 0; piece < _form.Pieces.Count; piece++)
        {
            if (_form.Pieces[piece].Seat == State.Mover && State[piece] != HunterState.Captured)
            {
                foreach (var cell in _form.Destinations(_form.Pieces[piece], State[piece]))
                {
                    if (IsOpen(cell))
                    {
                        moves.Add(((byte)piece, (byte)cell));
                    }
                }
            }
        }

        return [.. moves];
    }

    private bool IsOpen(int cell)
    {
        if ((State.Crumbled >> cell & 1) != 0)
        {
            return false;
        }

        for (var piece = 0; piece < _form.Pieces.Count; piece++)
        {
            if (State[piece] == cell)
            {
                return _form.Goal != HunterGoal.Crumble && _form.Pieces[piece].Seat != State.Mover;
            }
        }

        return true;
    }
}
