namespace AgentMemory.Fields;

/// <summary>How many balls of a colour?</summary>
internal sealed record BallsProbe(int Urn, int Colour) : Probe;

/// <summary>The chance of drawing these colours from a known urn, one after another.</summary>
internal sealed record ChanceProbe(int Urn, IReadOnlyList<int> Draws) : Probe;

/// <summary>Which urn is the likeliest after some draws?</summary>
internal sealed record LikeliestProbe(IReadOnlyList<int> Urns, IReadOnlyList<int> Draws) : Probe;

/// <summary>The chance that the next draw has the colour.</summary>
internal sealed record NextProbe(IReadOnlyList<int> Urns, IReadOnlyList<int> Draws, int Colour) : Probe;

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
