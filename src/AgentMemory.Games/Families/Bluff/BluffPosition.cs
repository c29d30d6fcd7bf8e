using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bluff;

/// <summary>All that happened in a betting game.</summary>
/// <param name="First">Kind of the first seat's card.</param>
/// <param name="Second">Kind of the second seat's card.</param>
/// <param name="Table">Kind on the table, or -1.</param>
/// <param name="Bets">One letter for every move: k check, b bet, c call, r raise, f fold; "/" between rounds.</param>
public readonly record struct BluffState(int First, int Second, int Table, string Bets);

/// <summary>What a seat has seen of a betting game.</summary>
/// <param name="Card">Kind of its own card.</param>
/// <param name="Table">Kind on the table, or -1.</param>
/// <param name="Bets">As in the state.</param>
public sealed record BluffSight(int Card, int Table, string Bets);

/// <summary>A position of a betting game of two seats; chance lays the card on the table.</summary>
public sealed class BluffPosition : IPosition
{
    private static readonly string[] Open = ["check", "bet"];
    private static readonly string[] Facing = ["fold", "call", "raise"];
    private readonly BluffForm _form;
    private readonly int _moves;
    private readonly int _mover;

    /// <summary>The position after these bets.</summary>
    public BluffPosition(BluffForm form, BluffState state)
    {
        _form = form;
        State = state;
        var round = 0;
        var paid = new int[2] { form.Ante, form.Ante };
        var raises = 0;
        var mover = 0;
        var last = '/';
        var moved = 0;
        foreach (var letter in state.Bets)
        {
            if (letter == '/')
            {
                (round, raises, mover, moved) = (round + 1, 0, 0, 0);
            }
            else
            {
                paid[mover] = letter is 'b' or 'r' ? paid[1 - mover] + form.Bets[round] : letter == 'c' ? paid[1 - mover] : paid[mover];
                raises += letter is 'b' or 'r' ? 1 : 0;
                mover = 1 - mover;
                moved++;
            }

            last = letter;
        }

        Paid = paid;
        Folded = last == 'f' ? 1 - mover : -1;
        var roundOver = last == 'c' || (last == 'k' && moved == 2);
        var gameOver = Folded >= 0 || (roundOver && round + 1 == form.Bets.Count);
        Phase = gameOver ? Phase.Over : roundOver ? Phase.Chance : Phase.Moves;
        _mover = Phase == Phase.Moves ? mover : -1;
        IsFacing = paid[0] != paid[1];
        _moves = Phase != Phase.Moves ? 0 : !IsFacing ? 2 : raises < form.RaisesMax ? 3 : 2;
    }

    public BluffState State { get; }

    /// <summary>What each seat has put into the pot.</summary>
    public IReadOnlyList<int> Paid { get; }

    /// <summary>The seat that gave up, or -1.</summary>
    public int Folded { get; }

    /// <summary>The mover has to meet a bet.</summary>
    public bool IsFacing { get; }

    public Phase Phase { get; }

    public int ChanceCount => Phase == Phase.Chance ? TableKinds().Count() : 0;

    /// <summary>The kind of a seat's card.</summary>
    public int Card(int seat) => seat == 0 ? State.First : State.Second;

    /// <summary>What a seat has seen.</summary>
    public BluffSight Sight(int seat) => new(Card(seat), State.Table, State.Bets);

    public int MoveCount(int seat) => seat == _mover ? _moves : 0;

    public string MoveText(int seat, int move) => (IsFacing ? Facing : Open)[move];

    public IPosition After(ReadOnlySpan<int> moves) => new BluffPosition(
        _form, State with { Bets = State.Bets + (IsFacing ? "fcr" : "kb")[moves[_mover]] });

    public double ChanceProbability(int outcome)
    {
        var kind = TableKinds().ElementAt(outcome);
        return (double)Left(kind) / ((_form.Kinds.Count * _form.Copies) - 2);
    }

    public IPosition AfterChance(int outcome) => new BluffPosition(
        _form, State with { Table = TableKinds().ElementAt(outcome), Bets = State.Bets + "/" });

    public double Score(int seat)
    {
        var loser = Folded >= 0 ? Folded : Lower();
        return loser < 0 ? 0 : loser == seat ? -Paid[seat] : Paid[1 - seat];
    }

    public bool Equals(IPosition? other) => other is BluffPosition bluff && State == bluff.State;

    public override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public override int GetHashCode() => State.GetHashCode();

    private int Left(int kind) =>
        _form.Copies - (State.First == kind ? 1 : 0) - (State.Second == kind ? 1 : 0);

    private IEnumerable<int> TableKinds() => Enumerable.Range(0, _form.Kinds.Count).Where(k => Left(k) > 0);

    private int Lower()
    {
        if (State.First == State.Second)
        {
            return -1;
        }

        return Height(State.First) > Height(State.Second) ? 1 : 0;
    }

    private int Height(int kind) => _form.Strength[kind] + (kind == State.Table ? _form.Kinds.Count : 0);
}
