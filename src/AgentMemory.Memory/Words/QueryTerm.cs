namespace AgentMemory.Memory.Words;

/// <summary>A word of a query, or two neighbouring characters of a script without spaces.</summary>
internal sealed record QueryTerm
{
    /// <summary>Folded; two characters have a space between.</summary>
    public required string Text { get; init; }

    /// <summary>As the index holds it: stemmed.</summary>
    public required string Stem { get; init; }

    /// <summary>
    /// The term of the query that it is read from; several readings of a misspelt word are of one, and only the best of them counts.
    /// </summary>
    public required int Place { get; init; }

    /// <summary>Passages that hold it.</summary>
    public required long Count { get; init; }

    /// <summary>1 for the word itself, less for what a misspelt word may have meant.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>As FTS5 takes it: a phrase, of which nothing is an operator.</summary>
    public string Quoted => $"\"{Text}\"";

    public bool IsPair => Text.Contains(' ', StringComparison.Ordinal);
}
