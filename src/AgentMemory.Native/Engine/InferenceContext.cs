namespace AgentMemory.Native;

/// <summary>
/// A llama.cpp context with one batch: adds tokens of many sequences, evaluates them, and gives the logits behind those
/// that were marked. Every precondition that llama.cpp answers with abort() is checked here.
/// </summary>
internal sealed unsafe class InferenceContext : IDisposable
{
    private readonly LlamaContextHandle _context;
    private readonly nint _memory;
    private readonly int _vocabularySize;
    private readonly int _sequencesMax;
    private LlamaBatch _batch;
    private bool _disposed;

    internal InferenceContext(LlamaModelHandle model, LlamaContextParams parameters, int vocabularySize)
    {
        _context = LlamaContextHandle.Create(model, parameters);
        _memory = Llama.llama_get_memory(_context.Pointer);
        _vocabularySize = vocabularySize;
        BatchTokensMax = (int)Llama.llama_n_batch(_context.Pointer);
        OutputsMax = parameters.NOutputsMax == 0 ? BatchTokensMax : (int)parameters.NOutputsMax;
        Cells = (int)Llama.llama_n_ctx(_context.Pointer);
        IsShared = parameters.KvUnified != 0;
        // A shared cache knows more sequence numbers than there are slots; the surplus holds copies while slots
        // change.
        _sequencesMax = (IsShared ? 2 : 1) * (int)parameters.NSeqMax;
        _batch = Llama.llama_batch_init(BatchTokensMax, 0, 1);
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
    internal int Count => _batch.NTokens;

    /// <summary>Of these, the marked ones.</summary>
    internal int Outputs { get; private set; }

    internal bool HasRoom(bool output) => Count < BatchTokensMax && (!output || Outputs < OutputsMax);

    /// <summary>Adds a token; its index in the batch is the count before.</summary>
    internal void Add(int token, int position, int sequence, bool output)
    {
        if (!HasRoom(output) || (uint)token >= (uint)_vocabularySize || (uint)sequence >= (uint)_sequencesMax)
        {
            throw new ArgumentException($"token {token} of sequence {sequence} does not go into the "
                + "batch", nameof(token));
        }

        var i = _batch.NTokens++;
        _batch.Token[i] = token;
        _batch.Pos[i] = position;
        _batch.NSeqId[i] = 1;
        _batch.SeqId[i][0] = sequence;
        _batch.Logits[i] = (sbyte)(output ? 1 : 0);
        Outputs += output ? 1 : 0;
    }

    /// <summary>Evaluates the batch and empties it; its logits stay until the next evaluation.</summary>
    /// <exception cref="NativeEngineException">llama.cpp refuses; the message carries its reason.</exception>
    internal void Decode()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_batch.NTokens == 0)
        {
            throw new InvalidOperationException("an empty batch cannot be evaluated");
        }

        NativeLog.Clear();
        var tokens = _batch.NTokens;
        var result = Llama.llama_decode(_context.Pointer, _batch);
        _batch.NTokens = 0;
        Outputs = 0;
        if (result != 0)
        {
            throw new NativeEngineException(
                $"llama.cpp could not evaluate {tokens} tokens (code {result}): {NativeLog.LastWords()}");
        }
    }

    /// <summary>Logits [vocabulary] behind the token at an index of the last batch, which was marked.</summary>
    internal ReadOnlySpan<float> Logits(int index)
    {
        var logits = Llama.llama_get_logits_ith(_context.Pointer, index);
        return logits != null
            ? new ReadOnlySpan<float>(logits, _vocabularySize)
            : throw new ArgumentException($"token {index} of the last batch was not marked", nameof(index));
    }

    /// <summary>The pooled embedding of a sequence of the last batch, where the context computes embeddings.</summary>
    internal ReadOnlySpan<float> Embedding(int sequence, int dimensions)
    {
        var embedding = Llama.llama_get_embeddings_seq(_context.Pointer, Checked(sequence));
        return embedding != null
            ? new ReadOnlySpan<float>(embedding, dimensions)
            : throw new NativeEngineException($"llama.cpp gives no embedding: {NativeLog.LastWords()}");
    }

    /// <summary>Empties the cache to the last byte, so that nothing of the past can show in a later digit.</summary>
    internal void Clear()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _batch.NTokens = 0;
        Outputs = 0;
        if (_memory != 0)
        {
            Llama.llama_memory_clear(_memory, true);
        }
    }

    /// <summary>
    /// Removes a sequence's tokens from a position on; false when this model's memory cannot do that.
    /// </summary>
    internal bool Trim(int sequence, int from) => Llama.llama_memory_seq_rm(_memory, Checked(sequence), from, -1);

    /// <summary>Makes the tokens [from, to) of one sequence belong to another one too, which needs a shared cache.</summary>
    internal void Share(int source, int target, int from, int to)
    {
        if (!IsShared)
        {
            throw new InvalidOperationException("sequences in parts of their own share no tokens");
        }

        Llama.llama_memory_seq_cp(_memory, Checked(source), Checked(target), from, to);
    }

    /// <summary>The first position of a sequence that is still there, -1 when none is.</summary>
    internal int FirstPosition(int sequence) => Llama.llama_memory_seq_pos_min(_memory, Checked(sequence));

    /// <summary>
    /// Puts adapters on, each with its factor; none takes all off. The cache must be cleared by the caller.
    /// </summary>
    internal void Wear(IReadOnlyList<(LlamaAdapterHandle Adapter, float Scale)> adapters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        nint[] pointers = [.. adapters.Select(worn => worn.Adapter.Pointer)];
        float[] scales = [.. adapters.Select(worn => worn.Scale)];
        fixed (nint* first = pointers)
        fixed (float* scale = scales)
        {
            if (Llama.llama_set_adapters_lora(_context.Pointer, first, (nuint)pointers.Length, scale) != 0)
            {
                throw new NativeEngineException($"llama.cpp could not put the adapters on: {NativeLog.LastWords()}");
            }
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Llama.llama_batch_free(_batch);
            _context.Dispose();
        }
    }

    private int Checked(int sequence)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return (uint)sequence < (uint)_sequencesMax
            ? sequence : throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "no such sequence");
    }
}
