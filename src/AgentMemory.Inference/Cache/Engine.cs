using AgentMemory.Core;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Inference.Cache;

/// <summary>
/// A model's weights with caches over them, and what these wear. Shared by a model and its views.
/// </summary>
internal sealed class Engine : IDisposable
{
    private IReadOnlyList<(LoadedAdapter Adapter, float Scale)> _worn = [];
    private bool _disposed;

    internal Engine(ModelWeights weights)
    {
        Weights = weights;
        CheckWrites(weights);
        var choices = new EngineChoices(weights);
        WindowTokens = choices.WindowTokens;
        Choices = choices.Lines;
        Caches = new EngineCaches(weights, choices);
    }

    internal ModelWeights Weights { get; }

    internal EngineCaches Caches { get; }

    /// <summary>Tokens of one sequence, prompt and reply together.</summary>
    internal int WindowTokens { get; }

    internal IReadOnlyList<string> Choices { get; }

    /// <summary>Puts these adapters on, unless they are worn; what was computed with others is forgotten.</summary>
    /// <exception cref="ObjectDisposedException">The model was closed, and its views with it.</exception>
    internal void Wear(IReadOnlyList<(LoadedAdapter Adapter, float Scale)> adapters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_worn.SequenceEqual(adapters))
        {
            Caches.Wear(adapters);
            _worn = adapters;
        }
    }

    /// <summary>Takes all adapters off, so that they can be freed.</summary>
    internal void TakeOff()
    {
        if (!_disposed)
        {
            Wear([]);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Caches.Dispose();
        Weights.Dispose();
    }

    private static void CheckWrites(ModelWeights weights)
    {
        var reads = weights.File.Flag($"{weights.Card.Architecture}.attention.causal") == false;
        if (reads || weights.Model.HasEncoder || weights.Model.IsDiffusion)
        {
            throw new UserErrorException(
                $"{weights.Card.Path}: a model of the architecture {weights.Card.Architecture} does not write text "
                    + "token by token; give a decoder model, and use this one for embeddings if it is made for them");
        }
    }
}
