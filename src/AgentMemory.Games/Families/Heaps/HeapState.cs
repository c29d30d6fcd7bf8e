namespace AgentMemory.Games.Families.Heaps;

/// <summary>What lies on the table, apart from the rules.</summary>
/// <param name="Stones">Eight bits for each heap, the first heap lowest.</param>
/// <param name="Mover">The seat to move.</param>
/// <param name="LastTake">The count just taken, where the rules forbid its echo; else 0.</param>
/// <param name="CanRefill">An emptied heap will be filled again.</param>
/// <param name="Forfeited">The seat that took a count that is not allowed, or -1.</param>
public readonly record struct HeapState(ulong Stones, sbyte Mover, byte LastTake, bool CanRefill, sbyte Forfeited)
{
    /// <summary>The number of stones on a heap.</summary>
    public int this[int heap] => (int)(Stones >> (8 * heap) & 0xFF);

    /// <summary>The start of a play with these heaps; seat 0 moves.</summary>
    public static HeapState Start(IReadOnlyList<int> stones, HeapRules rules)
    {
        var packed = 0UL;
        for (var heap = 0; heap < stones.Count; heap++)
        {
            packed |= (ulong)stones[heap] << (8 * heap);
        }

        return new HeapState(packed, 0, 0, rules.Refill > 0, -1);
    }
}
