namespace AgentMemory.Fields.Design;

/// <summary>What does the book say here? Free of the answer, so that a twin with another law answers otherwise.</summary>
/// <param name="Concept">Of which it is said.</param>
/// <param name="Fact">As in <see cref="Statement.Facts"/>.</param>
internal sealed record StatedProbe(int Concept, string Fact) : Probe;

/// <summary>A sentence of the book, what it says, and the words it might say instead.</summary>
internal sealed record Reading(string Text, string Value, IReadOnlyList<string> Candidates)
{
    /// <summary>The first engine knows the value; the second finds the only candidate that the text mentions.</summary>
    public string? Answer(Engine engine)
    {
        if (engine == Engine.First)
        {
            return Value;
        }

        var words = Text.Split([' ', ',', '.', ';', ':', '(', ')'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var found = Candidates.Where(words.Contains).ToList();
        return found.Count == 1 ? found[0] : null;
    }
}
