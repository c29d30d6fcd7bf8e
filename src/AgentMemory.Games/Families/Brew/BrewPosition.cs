using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Brew;

/// <summary>How far a game of brewing has come.</summary>
/// <param name="Wanted">The product asked for.</param>
/// <param name="Have">Bits of the substances at hand.</param>
/// <param name="StepsLeft">Tries left.</param>
/// <param name="Made">The product of the last try, -1 where nothing came of it: it is seen, also where it was at hand before.</param>
public readonly record struct BrewState(int Wanted, int Have, int StepsLeft, int Made)
{
    /// <summary>What was asked for has been made.</summary>
    public bool IsMade => (Have >> Wanted & 1) != 0;
}

/// <summary>A position of brewing. Moves are the pairs of substances at hand, in the order of their numbers.</summary>
public sealed class BrewPosition : TurnPosition
{
    private readonly BrewForm _form;

    public BrewPosition(BrewForm form, BrewState state)
    {
        _form = form;
        State = state;
        var things = System.Numerics.BitOperations.PopCount((uint)state.Have);
        Mover = state.IsMade || state.StepsLeft == 0 ? -1 : 0;
        Count = Mover < 0 ? 0 : things * (things - 1) / 2;
    }

    public BrewState State { get; }

    public override int Mover { get; }

    public override int Count { get; }

    /// <summary>The substances that a move mixes.</summary>
    public (int Left, int Right) Pair(int move)
    {
        for (var left = 0; ; left++)
        {
            for (var right = left + 1; right < _form.Names.Count; right++)
            {
                if ((State.Have >> left & 1) != 0 && (State.Have >> right & 1) != 0 && move-- == 0)
                {
                    return (left, right);
                }
            }
        }
    }

    public override string Text(int move)
    {
        var (left, right) = Pair(move);
        return $"{_form.Names[left]} {_form.Names[right]}";
    }

    public override TurnPosition After(int move)
    {
        var (left, right) = Pair(move);
        var product = _form.Product(left, right);
        var have = product < 0 ? State.Have : State.Have | (1 << product);
        return new BrewPosition(_form, State with { Have = have, StepsLeft = State.StepsLeft - 1, Made = product });
    }

    public override double Score(int seat) => State.IsMade ? 1 : 0;

    public override bool Equals(IPosition? other) => other is BrewPosition brew && State == brew.State;

    public override int GetHashCode() => State.GetHashCode();
}
