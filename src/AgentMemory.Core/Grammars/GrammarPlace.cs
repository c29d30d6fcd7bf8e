namespace AgentMemory.Core.Grammars;

/// <summary>A reading of the text so far: where it is in a sequence, and what follows when that has ended.</summary>
internal sealed class GrammarPlace(IReadOnlyList<GrammarElement> sequence, int index, GrammarPlace? after)
{
    public IReadOnlyList<GrammarElement> Sequence { get; } = sequence;

    public int Index { get; } = index;

    public GrammarPlace? After { get; } = after;

    public GrammarElement Element => Sequence[Index];
}
