using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bluff;

/// <summary>Ways of betting that are not told and can be exploited; now and then each makes a random move.</summary>
public enum BluffHabitKind
{
    /// <summary>Folds to every bet and bets only the highest kind.</summary>
    Timid,

    /// <summary>Bets and raises whatever it holds.</summary>
    Bold,

    /// <summary>Never bets, never folds.</summary>
    Caller,

    /// <summary>Bets the upper half of the kinds, folds the lower.</summary>
    Honest,

    /// <summary>Bets and raises the lower half of the kinds, checks and calls with the upper.</summary>
    Sly,
}

/// <summary>An opponent that bets by habit.</summary>
public sealed class BluffHabit(BluffForm form, BluffHabitKind kind) : IPolicy
{
    /// <summary>How often a random move is made instead.</summary>
    public const double Slip = 0.1;

    /// <summary>Which it is.</summary>
    public BluffHabitKind Kind => kind;

    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        var bluff = (BluffPosition)position;
        var card = bluff.Card(seat);
        var pairs = card == bluff.State.Table;
        var top = pairs || form.Strength[card] == form.Kinds.Count - 1;
        var upper = pairs || 2 * form.Strength[card] >= form.Kinds.Count - 1;
        var push = kind switch
        {
            BluffHabitKind.Timid => top,
            BluffHabitKind.Bold => true,
            BluffHabitKind.Caller => false,
            BluffHabitKind.Honest => upper,
            _ => !upper,
        };
        var stay = kind is BluffHabitKind.Caller or BluffHabitKind.Bold || (upper && kind != BluffHabitKind.Timid) || top;

        // Facing a bet the moves are fold, call and perhaps raise; otherwise check and bet.
        var move = !bluff.IsFacing ? (push ? 1 : 0) : push ? probabilities.Length - 1 : stay ? 1 : 0;
        probabilities.Fill(Slip / probabilities.Length);
        probabilities[move] += 1 - Slip;
    }
}
