using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>
/// A llama.cpp context with one batch: adds tokens of many sequences, evaluates them, and gives the logits behind those
/// that were marked. Every precondition that llama.cpp answers with abort() is checked here.
/// </summary>
internal sealed class InferenceContext : IDisposable
{
    /// <summary>
    /// LLamaSharp pins one array for each place that a batch ever had, at every evaluation; a new batch has 128. So what is short goes
    /// through a batch that never grew.
    /// </summary>
    private const int FewTokens = 128;

    private readonly SafeLLamaContextHandle _context;
    private readonly LLamaBatch _few = new();
    private readonly LLamaBatch _many = new();
    private readonly List<(int Token, int Position, int Sequence, bool Output)> _added = [];
    private readonly int _vocabularySize;
    private readonly int _sequencesMax;
    private bool _disposed;

    /// <exception cref="EngineException">llama.cpp cannot make the context; the message carries its reason.</exception>
    internal InferenceContext(LoadedModel model, LLamaContextParams parameters, int vocabularySize)
    {
        EngineLog.Clear();
        // LLamaSharp takes a failed context for a good one: the handle that comes back is never null.
        _context = SafeLLamaContextHandle.Create(model.Handle, parameters);
        if (_context.IsInvalid)
        {
            throw new EngineException($"llama.cpp could not make a context of {parameters.n_ctx} tokens: {EngineLog.LastWords()}");
        }

        LiveHandles.Opened(nameof(InferenceContext));
        _vocabularySize = vocabularySize;
        BatchTokensMax = (int)_context.BatchSize;
        OutputsMax = parameters.n_outputs_max == 0 ? BatchTokensMax : (int)parameters.n_outputs_max;
        Cells = (int)_context.ContextSize;
        IsShared = parameters.kv_unified;
        // A shared cache knows more sequence numbers than there are slots; the surplus holds copies while slots
        // change.
        _sequencesMax = (IsShared ? 2 : 1) * (int)parameters.n_seq_max;
    }

    /// <summary>Tokens that fit into one batch.</summary>
    internal int BatchTokensMax { get; }

    /// <summary>Tokens of one batch that may be marked.</summary>
    internal int OutputsMax { get; }

    /// <summary>Tokens that the cache holds, of all sequences together.</summary>
    internal int Cells { get; }

    /// <summary>Whether all sequences lie in one cache, or each in a part of its own.</summary>
    internal bool IsShared { get; }

    /// <summary>Tokens added since the last evaluation.</summary>
    internal int Count => _added.Count;

    /// <summary>Of these, the marked ones.</summary>
    internal int Outputs { get; private set; }

    internal bool HasRoom(bool output) => Count < BatchTokensMax && (!output || Outputs < OutputsMax);

    /// <summary>Adds a token; its index in the batch is the count before.</summary>
    internal void Add(int token, int position, int sequence, bool output)
    {
        if (!HasRoom(output) || (uint)token >= (uint)_vocabularySize || (uint)sequence >= (uint)_sequencesMax)
        {
            throw new ArgumentException($"token {token} of sequence {sequence} does not go into the batch", nameof(token));
        }

        _added.Add((token, position, sequence, output));
        Outputs += output ? 1 : 0;
    }

    /// <summary>Evaluates the batch and empties it; its logits stay until the next evaluation.</summary>
    /// <exception cref="EngineException">llama.cpp refuses; the message carries its reason.</exception>
    internal void Decode()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_added.Count == 0)
        {
            throw new InvalidOperationException("an empty batch cannot be evaluated");
        }

        EngineLog.Clear();
        var tokens = _added.Count;
        var batch = tokens <= FewTokens ? _few : _many;
        foreach (var (token, position, sequence, output) in _added)
        {
            batch.Add(token, position, (LLamaSeqId)sequence, output);
        }

        EmptyBatch();
        var result = _context.Decode(batch);
        batch.Clear();
        if (result != DecodeResult.Ok)
        {
            throw new EngineException($"llama.cpp could not evaluate {tokens} tokens ({result}): {EngineLog.LastWords()}");
        }
    }

    /// <summary>
    /// Logits [vocabulary] behind the token at an index of the last batch, which was marked. They are the engine's own memory, good
    /// until the next evaluation.
    /// </summary>
    internal ReadOnlySpan<float> Logits(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _context.GetLogitsIth(index);
    }

    /// <summary>The pooled embedding of a sequence of the last batch, where the context computes and pools embeddings.</summary>
    internal ReadOnlySpan<float> Embedding(int sequence, int dimensions)
    {
        var embedding = _context.PoolingType is LLamaPoolingType.Mean or LLamaPoolingType.CLS or LLamaPoolingType.Last
            ? _context.GetEmbeddingsSeq(Checked(sequence))
            : throw new InvalidOperationException("this context pools no embeddings");
        return embedding[..dimensions];
    }

    /// <summary>Empties the cache to the last byte, so that nothing of the past can show in a later digit.</summary>
    internal void Clear()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        EmptyBatch();
        _context.MemoryClear(data: true);
    }

    /// <summary>
    /// Removes a sequence's tokens from a position on; false when this model's memory cannot do that, and has kept some or lost all.
    /// </summary>
    internal bool Trim(int sequence, int from)
    {
        _context.MemorySequenceRemove(Checked(sequence), from, -1);
        // The refusal of recurrent and hybrid models is lost on the way; what is left tells. An empty sequence ends at -1.
        return LastPosition(sequence) == from - 1;
    }

    /// <summary>Makes the tokens [from, to) of one sequence belong to another one too, which needs a shared cache.</summary>
    internal void Share(int source, int target, int from, int to)
    {
        if (!IsShared)
        {
            throw new InvalidOperationException("sequences in parts of their own share no tokens");
        }

        _context.MemorySequenceCopy(Checked(source), Checked(target), from, to);
    }

    /// <summary>The first position of a sequence that is still there, -1 when none is.</summary>
    internal int FirstPosition(int sequence) => _context.MemorySequenceMinPosition(Checked(sequence)).Value;

    /// <summary>The last position of a sequence, -1 when it is empty.</summary>
    internal int LastPosition(int sequence) => _context.MemorySequenceMaxPosition(Checked(sequence)).Value;

    /// <summary>
    /// Puts adapters on, each with its factor; none takes all off. The cache must be cleared by the caller.
    /// </summary>
    internal void Wear(IReadOnlyList<(LoadedAdapter Adapter, float Scale)> adapters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _context.SetLoraAdapters([.. adapters.Select(worn => (worn.Adapter.Adapter, worn.Scale))]);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _context.Dispose();
            LiveHandles.Closed(nameof(InferenceContext));
        }
    }

    private void EmptyBatch()
    {
        _added.Clear();
        Outputs = 0;
    }

    private LLamaSeqId Checked(int sequence)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return (uint)sequence < (uint)_sequencesMax
            ? (LLamaSeqId)sequence : throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "no such sequence");
    }
}
