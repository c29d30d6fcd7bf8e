using AgentMemory.Core;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents;

/// <summary>An embedder as other .NET programs take it. Computing blocks; one call at a time.</summary>
public sealed class EmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly IEmbedder _embedder;

    /// <param name="embedder">Stays the caller's.</param>
    public EmbeddingGenerator(IEmbedder embedder)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        _embedder = embedder;
    }

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } dimensions && dimensions != _embedder.Dimensions)
        {
            throw new ArgumentException($"the embedder gives {_embedder.Dimensions} dimensions, not {dimensions}", nameof(options));
        }

        var vectors = _embedder.Embed([.. values], cancellationToken);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(
            vectors.Select(vector => new Embedding<float>(vector) { ModelId = _embedder.Id })));
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata)
                ? new EmbeddingGeneratorMetadata("agentmemory", null, _embedder.Id, _embedder.Dimensions)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing is owned.</summary>
    public void Dispose()
    {
    }
}
