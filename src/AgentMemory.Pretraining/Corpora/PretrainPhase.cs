namespace AgentMemory.Pretraining.Corpora;

/// <summary>One phase of a curriculum.</summary>
public sealed record PretrainPhase
{
    /// <summary>Names it in the log.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens read in this phase, padding not counted.</summary>
    public required long Tokens { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int Rows { get; init; }

    /// <summary>Tokens of a row.</summary>
    public required int RowTokens { get; init; }

    /// <summary>Batches whose gradients are added up for one step.</summary>
    public required int Accumulate { get; init; }

    /// <summary>The rate at its beginning; steps of the whole run count for warming up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What of the rate is left at its end.</summary>
    public required double FinalShare { get; init; }

    /// <summary>What its lives are drawn from.</summary>
    public required IReadOnlyList<CorpusPart> Corpus { get; init; }
}
