using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>
/// A model's weights with a context over them, and what the context wears. Shared by a model and its views.
/// </summary>
internal sealed class Engine : IDisposable
{
    private const long OutputBytesMax = 64L << 20;

    private readonly InferenceContext _context;
    private IReadOnlyList<(LlamaAdapterHandle Adapter, float Scale)> _worn = [];
    private bool _disposed;

    internal Engine(ModelWeights weights)
    {
        Weights = weights;
        CheckWrites(weights);
        var options = weights.Options;
        var choices = new EngineChoices(weights);
        WindowTokens = choices.WindowTokens;
        Choices = choices.Lines;

        var parameters = Llama.llama_context_default_params();
        parameters.NCtx = (uint)choices.Cells;
        parameters.NBatch = parameters.NUbatch = MemoryNeed.BatchTokens;
        parameters.NSeqMax = (uint)options.Slots;
        var outputs = OutputBytesMax / (sizeof(float) * (long)weights.Tokenizer.Size);
        parameters.NOutputsMax = (uint)Math.Clamp(outputs, options.Slots, MemoryNeed.BatchTokens);
        parameters.NOutputsMaxPerSeq = 0;
        parameters.NThreads = parameters.NThreadsBatch = weights.Threads;
        // Sequences that share beginnings need one cache for all. It lets llama.cpp clear tables for 256 sequences at every call,
        // which at half a million weights takes as long as a token does.
        parameters.KvUnified = (byte)(options.Slots > 1 ? 1 : 0);
        parameters.TypeK = parameters.TypeV = choices.CacheType;
        parameters.FlashAttnType = choices.FlashAttention switch { null => -1, true => 1, false => 0 };
        _context = new InferenceContext(weights.Handle, parameters, weights.Tokenizer.Size);
        Cache = new PrefixCache(_context, options.Slots, CanReuse(weights.Handle));
    }

    internal ModelWeights Weights { get; }

    internal PrefixCache Cache { get; }

    /// <summary>Tokens of one sequence, prompt and reply together.</summary>
    internal int WindowTokens { get; }

    internal IReadOnlyList<string> Choices { get; }

    /// <summary>Puts these adapters on, unless they are worn; what was computed with others is forgotten.</summary>
    /// <exception cref="ObjectDisposedException">The model was closed, and its views with it.</exception>
    internal void Wear(IReadOnlyList<(LlamaAdapterHandle Adapter, float Scale)> adapters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_worn.SequenceEqual(adapters))
        {
            _context.Wear(adapters);
            _worn = adapters;
            Cache.Forget();
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
        _context.Dispose();
        Weights.Dispose();
    }

    private static void CheckWrites(ModelWeights weights)
    {
        var reads = weights.File.Flag($"{weights.Card.Architecture}.attention.causal") == false;
        if (reads || Llama.llama_model_has_encoder(weights.Handle.Pointer)
            || Llama.llama_model_is_diffusion(weights.Handle.Pointer))
        {
            throw new UserErrorException(
                $"{weights.Card.Path}: a model of the architecture {weights.Card.Architecture} does not write text "
                    + "token by token; give a decoder model, and use this one for embeddings if it is made for them");
        }
    }

    private static bool CanReuse(LlamaModelHandle model) =>
        !Llama.llama_model_is_recurrent(model.Pointer) && !Llama.llama_model_is_hybrid(model.Pointer);
}
