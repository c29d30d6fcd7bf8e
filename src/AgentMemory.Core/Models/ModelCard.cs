namespace AgentMemory.Core.Models;

/// <summary>What is known of a model before it says a word.</summary>
public sealed record ModelCard
{
    /// <summary>The id in models.json, or the file's name without its ending.</summary>
    public required string Id { get; init; }

    /// <summary>The file. Never written into a result.</summary>
    public required string Path { get; init; }

    /// <summary>Of the file's bytes, lower-case hexadecimal; a large file is read for it beside other work, and
    /// waited for here alone: asked for where results are recorded, never before a first reply.</summary>
    public string Sha256 => Hash.Take();

    /// <summary>Where <see cref="Sha256"/> comes from.</summary>
    public required Ahead<string> Hash { get; init; }

    /// <summary>As in the file: llama, qwen2, ...</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>F32, Q8_0, ... of most weights.</summary>
    public required string Quantization { get; init; }

    /// <summary>Longest context the model was trained for, in tokens.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Number of tokens in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream; with <see cref="Layers"/> it prices attention.</summary>
    public required int EmbeddingLength { get; init; }

    public required int Layers { get; init; }

    public required bool HasChatTemplate { get; init; }

    /// <summary>Operations that its pretraining took, as models.json states them; null where they are not known.</summary>
    public double? PretrainingFlops { get; init; }

    /// <summary>
    /// Floating-point operations to evaluate <paramref name="tokens"/> tokens at a mean context of
    /// <paramref name="meanContext"/>: 2 per weight and token, and 4 x width x context per layer and token for
    /// attention (Kaplan et al. 2020, section 2.1, where the factor is 2 for each of the two products).
    /// </summary>
    public double ForwardFlops(long tokens, double meanContext) =>
        tokens * ((2.0 * Parameters) + (4.0 * Layers * EmbeddingLength * meanContext));
}
