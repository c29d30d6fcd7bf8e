namespace AgentMemory.Memory.Database;

/// <summary>What a cosine of an embedder's vectors is worth as evidence.</summary>
internal sealed record EmbedderCalibration
{
    /// <summary>BM25, in nats, that a cosine larger by 1 stands for. 0 for an embedder that finds nothing.</summary>
    public required double NatsPerCosine { get; init; }

    /// <summary>The mean cosine of a question with a passage that has nothing to do with it.</summary>
    public required double Unrelated { get; init; }

    /// <summary>Cosines that hardly any unrelated passage reaches: below, a passage that shares no word is not offered.</summary>
    public required double Floor { get; init; }

    /// <summary>The evidence of a cosine, in nats.</summary>
    public double Evidence(double cosine) => NatsPerCosine * Math.Max(0, cosine - Unrelated);
}
