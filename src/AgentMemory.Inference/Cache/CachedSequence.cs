namespace AgentMemory.Inference.Cache;

/// <summary>Tokens that are to be evaluated as one sequence.</summary>
internal sealed record SequenceRequest
{
    /// <summary>The sequence from its first token; all are evaluated or taken from the cache.</summary>
    internal required int[] Tokens { get; init; }

    /// <summary>The first position whose logits are wanted; those behind it are wanted too.</summary>
    internal required int OutputsFrom { get; init; }

    /// <summary>Tokens that will be added behind these.</summary>
    internal required int Room { get; init; }
}

/// <summary>A sequence in the cache.</summary>
internal sealed class CachedSequence(int slot, SequenceRequest request)
{
    internal int Slot => slot;

    internal SequenceRequest Request => request;

    /// <summary>Tokens that stand in the cache.</summary>
    internal int Done { get; set; }

    /// <summary>Tokens of the request that were evaluated, not found.</summary>
    internal int Evaluated { get; set; }

    /// <summary>The sequence that evaluates the first tokens for this one too, null when this one does.</summary>
    internal CachedSequence? Source { get; set; }

    /// <summary>How many first tokens come from <see cref="Source"/>.</summary>
    internal int SharedTokens { get; set; }
}

/// <summary>Takes the logits behind a position of the sequence with this index.</summary>
internal delegate void LogitsSink(int index, int position, ReadOnlySpan<float> logits);
