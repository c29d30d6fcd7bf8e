namespace AgentMemory.Fields;

/// <summary>What a sentence of the book says, among the words it might say.</summary>
internal sealed record StatedProbe(string Text, string Value, IReadOnlyList<string> Candidates) : Probe
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
