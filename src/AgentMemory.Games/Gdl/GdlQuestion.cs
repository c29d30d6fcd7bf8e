namespace AgentMemory.Games.Gdl;

/// <summary>What is asked: a relation with some of its terms given.</summary>
internal sealed class GdlQuestion(string relation, GdlFact?[] terms) : IEquatable<GdlQuestion>
{
    public string Relation => relation;

    /// <summary>Null for any term.</summary>
    public GdlFact?[] Terms => terms;

    /// <summary>All terms are given.</summary>
    public bool IsClosed { get; } = Array.TrueForAll(terms, t => t is not null);

    /// <summary>Whether a fact of the relation answers it.</summary>
    public bool Fits(GdlFact fact)
    {
        for (var place = 0; place < terms.Length; place++)
        {
            if (terms[place] is { } term && term != fact.Terms[place])
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(GdlQuestion? other) =>
        other is not null && relation == other.Relation && terms.AsSpan().SequenceEqual(other.Terms);

    public override bool Equals(object? obj) => Equals(obj as GdlQuestion);

    public override int GetHashCode()
    {
        var hash = relation.GetHashCode(StringComparison.Ordinal);
        foreach (var term in terms)
        {
            hash = (hash * 31) + (term?.Id ?? -1);
        }

        return hash;
    }
}

/// <summary>The answers to a question, as far as they are known.</summary>
internal sealed class GdlTable
{
    private readonly HashSet<GdlFact> _known = [];
    private readonly List<GdlFact> _answers = [];

    public IReadOnlyList<GdlFact> Answers => _answers;

    /// <summary>All answers are known.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many questions are open when this one is being answered, itself included; else 0.</summary>
    public int Depth { get; set; }

    /// <summary>In which pass through a circle of rules it was filled in last.</summary>
    public int Pass { get; set; } = -1;

    /// <summary>The least depth of a table that was open then and that this one needs.</summary>
    public int Lowest { get; set; } = int.MaxValue;

    public bool Add(GdlFact answer)
    {
        if (!_known.Add(answer))
        {
            return false;
        }

        _answers.Add(answer);
        return true;
    }
}
