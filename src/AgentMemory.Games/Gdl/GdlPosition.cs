using System.Diagnostics;
using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Gdl;

/// <summary>A state of a game written in the Game Description Language, or the moment in which its random role moves.</summary>
public sealed class GdlPosition : IPosition
{
    private readonly GdlGame _game;
    private readonly ulong[] _state;
    private readonly int[]? _does;
    private readonly GdlMove[][] _legal;
    private readonly double[] _goals;

    internal GdlPosition(GdlGame game, ulong[] state, int step, GdlHistory[]? histories)
    {
        _game = game;
        _state = state;
        Step = step;
        Histories = histories;
        var isBroken = step >= game.StepsMax;
        var look = game.Engine.Look(state, isBroken);
        IsTerminal = look.IsTerminal;
        Phase = IsTerminal || isBroken ? Phase.Over : Phase.Moves;
        _goals = Phase == Phase.Over ? Goals(look) : [];
        _legal = Phase == Phase.Over ? [] : Legal(look);
    }

    private GdlPosition(GdlPosition from, int[] does)
    {
        _game = from._game;
        _state = from._state;
        Step = from.Step;
        Histories = from.Histories;
        _legal = from._legal;
        _goals = [];
        _does = does;
        Phase = Phase.Chance;
    }

    public Phase Phase { get; }

    /// <summary>How many joint moves were made.</summary>
    public int Step { get; }

    /// <summary>The rules say that it is over; otherwise only the step limit ended it.</summary>
    public bool IsTerminal { get; }

    public int ChanceCount => Phase == Phase.Chance ? _legal[_game.Random].Length : 0;

    /// <summary>The random role has a choice at this moment, together with the seats.</summary>
    public bool IsChanceChoosing => Phase == Phase.Moves && _game.Random >= 0 && _legal[_game.Random].Length > 1;

    /// <summary>What each role has done and seen; null where all is seen.</summary>
    internal GdlHistory[]? Histories { get; }

    /// <summary>What holds in this state, as text, in a fixed order.</summary>
    public IReadOnlyList<string> Facts => _game.Engine.Texts(_state);

    public int MoveCount(int seat) => Phase == Phase.Moves ? _legal[_game.RoleOf(seat)].Length : 0;

    public string MoveText(int seat, int move) => _legal[_game.RoleOf(seat)][move].Text;

    /// <summary>The move that an outcome of chance stands for.</summary>
    public string ChanceText(int outcome) => _legal[_game.Random][outcome].Text;

    public double ChanceProbability(int outcome) => 1.0 / ChanceCount;

    /// <summary>The moves of a seat by the numbers that the engine gives them, in the order in which they are listed.</summary>
    internal IEnumerable<GdlMove> Legal(int seat) => _legal[_game.RoleOf(seat)];

    /// <summary>What every role may do here, the random one included; empty once it is over.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LegalOfRoles => [.. _legal.Select(l => (IReadOnlyList<string>)[.. l.Select(m => m.Text)])];

    public IPosition After(ReadOnlySpan<int> moves)
    {
        var roles = _game.Engine.Roles.Count;
        var does = new int[roles];
        for (var role = 0; role < roles; role++)
        {
            var seat = _game.SeatOf(role);
            does[role] = _legal[role][seat < 0 ? 0 : moves[seat]].Does;
        }

        return _game.Random >= 0 && _legal[_game.Random].Length > 1 ? new GdlPosition(this, does) : Next(does);
    }

    public IPosition AfterChance(int outcome)
    {
        var does = (int[])_does!.Clone();
        does[_game.Random] = _legal[_game.Random][outcome].Does;
        return Next(does);
    }

    public double Score(int seat) => Phase == Phase.Over
        ? _goals[_game.RoleOf(seat)]
        : throw new UnreachableException("the game is not over");

    public bool Equals(IPosition? other) => other is GdlPosition position
        && Phase == position.Phase
        && (!_game.CountsSteps || Step == position.Step)
        && _state.AsSpan().SequenceEqual(position._state)
        && (_does is null ? position._does is null : position._does is not null && _does.AsSpan().SequenceEqual(position._does));

    public override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public override int GetHashCode()
    {
        var hash = (ulong)(_game.CountsSteps ? Step : 0);
        foreach (var bits in _state)
        {
            hash = Rng.Mix(hash, bits);
        }

        foreach (var atom in _does ?? [])
        {
            hash = Rng.Mix(hash, (ulong)atom);
        }

        return (int)hash;
    }

    private GdlPosition Next(int[] does)
    {
        var (state, seen) = _game.Engine.Next(_state, does);
        return new GdlPosition(_game, state, Step + 1, Histories?.Select((history, role) => history.With(does[role], seen[role])).ToArray());
    }

    private GdlMove[][] Legal(GdlLook look)
    {
        var engine = _game.Engine;
        for (var role = 0; role < look.Legal.Length; role++)
        {
            if (look.Legal[role].Length == 0)
            {
                throw engine.NoMove(role, Step, _state);
            }
        }

        return look.Legal;
    }

    private double[] Goals(GdlLook look)
    {
        var engine = _game.Engine;
        var goals = new double[engine.Roles.Count];
        for (var role = 0; role < goals.Length; role++)
        {
            var held = look.Goals[role];
            if (role != _game.Random && IsTerminal && held.Count != 1)
            {
                throw engine.WrongGoals(role, Step, held, _state);
            }

            goals[role] = held.Count == 0 ? 0 : held[0];
        }

        return goals;
    }
}
