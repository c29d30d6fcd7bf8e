using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Riddle;

/// <summary>How far a riddle has come.</summary>
/// <param name="Rule">The keeper's rule, which the player does not see.</param>
/// <param name="Asked">Bits of the things that were named.</param>
/// <param name="Follow">Bits of those among them that follow.</param>
/// <param name="TriesLeft">Tries left.</param>
/// <param name="Guess">The rule that was guessed, or -1.</param>
public readonly record struct RiddleState(int Rule, int Asked, int Follow, int TriesLeft, int Guess);

/// <summary>What the player of a riddle knows.</summary>
public sealed record RiddleSight(int Asked, int Follow, int TriesLeft);

/// <summary>A position of a riddle. Moves are the things that were not named yet, while more than one try is left, then the rules.</summary>
public sealed class RiddlePosition : TurnPosition
{
    private readonly RiddleForm _form;
    private readonly int _things;

    /// <summary>A position of this riddle.</summary>
    public RiddlePosition(RiddleForm form, RiddleState state)
    {
        _form = form;
        State = state;
        Mover = state.Guess >= 0 || state.TriesLeft == 0 ? -1 : 0;
        _things = form.Things - System.Numerics.BitOperations.PopCount((uint)state.Asked);
        Count = Mover < 0 ? 0 : _things + form.Rules.Count;
    }

    public RiddleState State { get; }

    public override int Mover { get; }

    public override int Count { get; }

    /// <summary>The thing that a move names, or -1 for a guess.</summary>
    public int ThingOf(int move)
    {
        for (var thing = 0; move < _things && thing < _form.Things; thing++)
        {
            if ((State.Asked >> thing & 1) == 0 && move-- == 0)
            {
                return thing;
            }
        }

        return -1;
    }

    public override string Text(int move) => ThingOf(move) is >= 0 and var thing
        ? _form.Thing(thing)
        : $"rule {_form.Rule(move - _things)}";

    public override TurnPosition After(int move)
    {
        var next = State with { TriesLeft = State.TriesLeft - 1 };
        if (ThingOf(move) is not (>= 0 and var thing))
        {
            return new RiddlePosition(_form, next with { Guess = move - _things });
        }

        var follow = _form.Follows(thing, State.Rule) ? 1 << thing : 0;
        return new RiddlePosition(_form, next with { Asked = State.Asked | (1 << thing), Follow = State.Follow | follow });
    }

    public override double Score(int seat) => State.Guess == State.Rule ? 1 : 0;

    public override bool Equals(IPosition? other) => other is RiddlePosition riddle && State == riddle.State;

    public override int GetHashCode() => State.GetHashCode();
}
