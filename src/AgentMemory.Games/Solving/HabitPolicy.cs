using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>Where an opponent with a habit likes to go.</summary>
public enum HabitKind
{
    Left,
    Right,
    Low,
    High,
    Middle,
    Edge,
}

/// <summary>A position in which every move goes to a cell of a board.</summary>
public interface IBoardPosition
{
    /// <summary>Columns and rows of the board.</summary>
    (int Columns, int Rows) Size { get; }

    /// <summary>Where the mover's move goes; columns count from the left, rows from below, both from 0.</summary>
    (int Column, int Row) Target(int move);
}

/// <summary>
/// An opponent with a habit: of the moves that look equally good to it, it makes those that go to where it likes best, each
/// as likely. The rulebook lists the kinds and does not tell which it is; whoever finds out can exploit it.
/// </summary>
/// <param name="kind">Where it likes to go.</param>
/// <param name="judgement">How good moves look to it; null where all look the same.</param>
public sealed class HabitPolicy(HabitKind kind, IPolicy? judgement) : IPolicy
{
    /// <summary>All that the rulebook leaves possible, each as likely.</summary>
    public static IReadOnlyList<HabitKind> Kinds { get; } = Enum.GetValues<HabitKind>();

    /// <summary>Which it is.</summary>
    public HabitKind Kind => kind;

    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        (judgement ?? RandomPolicy.Instance).Weigh(position, seat, probabilities);
        var good = 0.0;
        foreach (var probability in probabilities)
        {
            good = Math.Max(good, probability);
        }

        var (most, count, mass) = (int.MinValue, 0, 0.0);
        for (var move = 0; move < probabilities.Length; move++)
        {
            if (probabilities[move] >= good - GraphValues.Tie)
            {
                var liking = Liking((IBoardPosition)position, move);
                count = liking > most ? 1 : count + (liking == most ? 1 : 0);
                most = Math.Max(most, liking);
                mass += probabilities[move];
            }
        }

        for (var move = 0; move < probabilities.Length; move++)
        {
            if (probabilities[move] >= good - GraphValues.Tie)
            {
                probabilities[move] = Liking((IBoardPosition)position, move) == most ? mass / count : 0;
            }
        }
    }

    private int Liking(IBoardPosition board, int move)
    {
        var (columns, rows) = board.Size;
        var (column, row) = board.Target(move);
        var off = Math.Abs((2 * column) - (columns - 1)) + Math.Abs((2 * row) - (rows - 1));
        return kind switch
        {
            HabitKind.Left => -column,
            HabitKind.Right => column,
            HabitKind.Low => -row,
            HabitKind.High => row,
            HabitKind.Middle => -off,
            _ => off,
        };
    }
}
