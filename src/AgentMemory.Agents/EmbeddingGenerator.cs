using AgentMemory.Core.Models;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents;

/// <summary>
/// An embedder as other .NET programs take it. Calls from several threads are answered one after another; computing blocks the
/// thread that asks.
/// </summary>
public sealed class EmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly IEmbedder _embedder;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="embedder">Stays the caller's.</param>
    public EmbeddingGenerator(IEmbedder embedder)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        _embedder = embedder;
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } dimensions && dimensions != _embedder.Dimensions)
        {
            throw new ArgumentException($"the embedder gives {_embedder.Dimensions} dimensions, not {dimensions}", nameof(options));
        }

        string[] texts = [.. values];
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var vectors = _embedder.Embed(texts, cancellationToken);
            return new GeneratedEmbeddings<Embedding<float>>(
                vectors.Select(vector => new Embedding<float>(vector) { ModelId = _embedder.Id }));
        }
        finally
        {
            _turn.Release();
        }
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

    /// <summary>Ends the queue; the embedder stays the caller's.</summary>
    public void Dispose() => _turn.Dispose();
}
