using AgentMemory.Games.Play;

namespace AgentMemory.Games.Gdl;

/// <summary>What a role has done and seen, where the rules say who sees what: its last step, and what was before.</summary>
/// <remarks>
/// Histories share their beginnings, since a text of each would take the square of a play's length. Equal ones hold the
/// same steps.
/// </remarks>
internal sealed class GdlHistory : IEquatable<GdlHistory>
{
    private readonly GdlHistory? _before;
    private readonly int _hash;

    private GdlHistory(GdlHistory? before, int does, string seen)
    {
        _before = before;
        Step = before is null ? 0 : before.Step + 1;
        Does = does;
        Seen = seen;
        _hash = HashCode.Combine(before?._hash ?? 0, does, seen);
    }

    /// <summary>Before the first move.</summary>
    public static GdlHistory Start { get; } = new(null, -1, "");

    /// <summary>How many moves were made.</summary>
    public int Step { get; }

    /// <summary>The last move.</summary>
    public int Does { get; }

    /// <summary>What was seen of it: all that holds of sees, joined by spaces; words of a rulesheet hold none.</summary>
    public string Seen { get; }

    public GdlHistory With(int does, string seen) => new(this, does, seen);

    /// <summary>What was seen after a step, with the number of moves made by then; steps that showed nothing are left out.</summary>
    public IReadOnlyList<GdlHistory> SeenSince(int step)
    {
        var seen = new List<GdlHistory>();
        for (var at = this; at is not null && at.Step > step; at = at._before)
        {
            if (at.Seen.Length > 0)
            {
                seen.Add(at);
            }
        }

        seen.Reverse();
        return seen;
    }

    public bool Equals(GdlHistory? other)
    {
        var (one, two) = (this, other);
        while (one is not null && two is not null && !ReferenceEquals(one, two))
        {
            if (one._hash != two._hash || one.Step != two.Step || one.Does != two.Does || one.Seen != two.Seen)
            {
                return false;
            }

            (one, two) = (one._before, two._before);
        }

        return ReferenceEquals(one, two);
    }

    public override bool Equals(object? obj) => Equals(obj as GdlHistory);

    public override int GetHashCode() => _hash;

    /// <summary>Every step: the number that the engine gives the move, and what was seen of it.</summary>
    public override string ToString()
    {
        var steps = new List<string>();
        for (var at = this; at._before is { } before; at = before)
        {
            steps.Add($"{Numbers.Text(at.Does)}:{at.Seen}");
        }

        steps.Reverse();
        return string.Join('|', steps);
    }
}
