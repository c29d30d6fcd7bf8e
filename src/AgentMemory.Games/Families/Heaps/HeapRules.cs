namespace AgentMemory.Games.Families.Heaps;

/// <summary>The rules of one game of heaps. Sets of counts are bit masks: bit n stands for taking n stones.</summary>
public sealed record HeapRules
{
    /// <summary>As many heaps as there is ever room for.</summary>
    public const int HeapsMax = 6;

    /// <summary>The largest heap and the largest take.</summary>
    public const int StonesMax = 30;

    /// <summary>Of the heaps, in order; with splitting more than there are at the start.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Counts that may be taken.</summary>
    public required uint Allowed { get; init; }

    /// <summary>Counts that the blind seat may try; the same as <see cref="Allowed"/> where nothing is hidden.</summary>
    public required uint Offered { get; init; }

    /// <summary>The seat that is not told which counts are allowed, or -1.</summary>
    public required int BlindSeat { get; init; }

    /// <summary>Who cannot move wins instead of losing.</summary>
    public required bool Misere { get; init; }

    /// <summary>The count that was just taken may not be taken again at once.</summary>
    public required bool Echo { get; init; }

    /// <summary>A move may split a heap instead.</summary>
    public required bool Split { get; init; }

    /// <summary>How many stones fill the first emptied heap again; 0 for never.</summary>
    public required int Refill { get; init; }

    /// <summary>A reply names its heap only where there is more than one.</summary>
    public bool NamesHeaps => Names.Count > 1;

    /// <summary>The counts in a mask, in order.</summary>
    public static IEnumerable<int> Counts(uint mask) => Enumerable.Range(1, StonesMax).Where(n => (mask >> n & 1) != 0);

    /// <summary>The mask of these counts.</summary>
    public static uint Mask(IEnumerable<int> counts) => counts.Aggregate(0u, (mask, n) => mask | (1u << n));
}
