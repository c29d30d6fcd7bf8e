using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using LLama.Native;

namespace AgentMemory.Inference.Cache;

/// <summary>
/// The two caches of a model, and which of them a call takes. The shared one holds what sequences have in common once, and every
/// token's attention runs over the cells of all. In the separate one, which is made when first needed, each sequence has its
/// own part and sees no other, but nothing can be shared: llama.cpp copies from part to part only whole.
/// </summary>
internal sealed class EngineCaches : IDisposable
{
    private const long OutputBytesMax = 64L << 20;

    /// <summary>
    /// What an operation costs in the separate cache, where attention is many small products instead of a large one, and parts
    /// that are not neighbours are computed one after the other.
    /// </summary>
    private const double SeparateCost = 2;

    private readonly ModelWeights _weights;
    private readonly EngineChoices _choices;
    private readonly List<InferenceContext> _contexts = [];
    private readonly PrefixCache _shared;
    private PrefixCache? _separate;
    private IReadOnlyList<(LoadedAdapter Adapter, float Scale)> _worn = [];

    internal EngineCaches(ModelWeights weights, EngineChoices choices)
    {
        (_weights, _choices) = (weights, choices);
        _shared = Make(choices.Cells, isShared: weights.Options.Slots > 1);
    }

    /// <summary>Whether the separate cache is there, because a call took it.</summary>
    internal bool HasSeparate => _separate is not null;

    /// <summary>The cache for a call: it follows from the requests alone, so that the same calls give the same bits.</summary>
    internal PrefixCache For(IReadOnlyList<SequenceRequest> requests)
    {
        SequenceRequest[] wave = [.. requests.Take(_weights.Options.Slots)];
        if (_choices.SeparateCells == 0 || wave.Length < 2 || !PaysToSeparate(wave))
        {
            return _shared;
        }

        return _separate ??= Make(_choices.SeparateCells, isShared: false);
    }

    /// <summary>Puts these adapters on, whatever was worn before; what was computed is forgotten.</summary>
    internal void Wear(IReadOnlyList<(LoadedAdapter Adapter, float Scale)> adapters)
    {
        _contexts.ForEach(context => context.Wear(adapters));
        _worn = adapters;
        Forget();
    }

    internal void Forget()
    {
        _shared.Forget();
        _separate?.Forget();
    }

    public void Dispose() => _contexts.ForEach(context => context.Dispose());

    /// <summary>
    /// Who has nothing in common loses nothing. Otherwise the operations of both ways are counted: what is shared is read once, and
    /// each token then looks at everybody's cells; or everything is read, and each token looks at its own.
    /// </summary>
    private bool PaysToSeparate(SequenceRequest[] wave)
    {
        var tokens = wave.Sum(request => (long)request.Tokens.Length);
        var alone = tokens - wave.Select((_, i) => (long)PrefixCache.Shared(wave, 0, i).Tokens).Sum();
        if (alone == tokens)
        {
            return true;
        }

        var together = _weights.Card.ForwardFlops(alone, alone + wave.Sum(request => (long)request.Room));
        var apart = _weights.Card.ForwardFlops(tokens, wave.Max(request => request.Tokens.Length + request.Room));
        return SeparateCost * apart < together;
    }

    private PrefixCache Make(long cells, bool isShared)
    {
        var slots = _weights.Options.Slots;
        var parameters = LLamaContextParams.Default();
        parameters.n_ctx = (uint)cells;
        parameters.n_batch = parameters.n_ubatch = MemoryNeed.BatchTokens;
        parameters.n_seq_max = (uint)slots;
        var outputs = OutputBytesMax / (sizeof(float) * (long)_weights.Tokenizer.Size);
        parameters.n_outputs_max = (uint)Math.Clamp(outputs, slots, MemoryNeed.BatchTokens);
        (parameters.n_threads, parameters.n_threads_batch) = (_weights.Threads.Step, _weights.Threads.Batch);
        parameters.kv_unified = isShared;
        parameters.type_k = parameters.type_v = (GGMLType)_choices.CacheType;
        parameters.llama_flash_attn_type = _choices.FlashAttention switch
        {
            null => LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_AUTO,
            true => LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_ENABLED,
            false => LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_DISABLED,
        };
        if (!_weights.UsesGraphics)
        {
            parameters.offload_kqv = parameters.op_offload = false;
        }

        var context = new InferenceContext(_weights.Model, parameters, _weights.Tokenizer.Size);
        _contexts.Add(context);
        if (_worn.Count > 0)
        {
            context.Wear(_worn);
        }

        return new PrefixCache(context, slots, canReuse: !_weights.Model.KeepsState);
    }
}
