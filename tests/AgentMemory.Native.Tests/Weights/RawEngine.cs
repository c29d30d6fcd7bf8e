using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Native.Tests.Weights;

/// <summary>llama.cpp itself with an F32 cache and no flash attention: the exact logits that a training graph must give.</summary>
internal sealed unsafe class RawEngine : ITokenizer, IDisposable
{
    private readonly LlamaModelHandle _model;
    private readonly LlamaContextHandle _context;
    private readonly LlamaAdapterHandle? _adapter;
    private readonly nint _vocabulary;

    internal RawEngine(string modelPath, string? adapterPath = null, int contextTokens = 512)
    {
        NativeRuntime.Start();
        var modelParameters = Llama.llama_model_default_params();
        // Repacked weights would be multiplied by other kernels.
        modelParameters.UseExtraBufts = 0;
        _model = LlamaModelHandle.Load(modelPath, modelParameters);
        var parameters = Llama.llama_context_default_params();
        parameters.NCtx = (uint)contextTokens;
        parameters.NBatch = (uint)contextTokens;
        parameters.NUbatch = (uint)contextTokens;
        parameters.NOutputsMaxPerSeq = 0;
        parameters.NThreads = 1;
        parameters.NThreadsBatch = 1;
        parameters.TypeK = GgmlType.F32;
        parameters.TypeV = GgmlType.F32;
        parameters.FlashAttnType = 0;
        _context = LlamaContextHandle.Create(_model, parameters);
        _vocabulary = Llama.llama_model_get_vocab(_model.Pointer);
        if (adapterPath is not null)
        {
            _adapter = LlamaAdapterHandle.Load(_model, adapterPath);
            var pointer = _adapter.Pointer;
            var scale = 1f;
            Assert.Equal(0, Llama.llama_set_adapters_lora(_context.Pointer, &pointer, 1, &scale));
        }
    }

    internal int VocabularySize => Llama.llama_vocab_n_tokens(_vocabulary);

    internal bool AddsBegin => Llama.llama_vocab_get_add_bos(_vocabulary);

    /// <summary>Logits behind every token, [vocabulary, tokens].</summary>
    internal float[] Logits(IReadOnlyList<int> tokens)
    {
        Llama.llama_memory_clear(Llama.llama_get_memory(_context.Pointer), true);
        var batch = Llama.llama_batch_init(tokens.Count, 0, 1);
        try
        {
            batch.NTokens = tokens.Count;
            for (var i = 0; i < tokens.Count; i++)
            {
                batch.Token[i] = tokens[i];
                batch.Pos[i] = i;
                batch.NSeqId[i] = 1;
                batch.SeqId[i][0] = 0;
                batch.Logits[i] = 1;
            }

            Assert.Equal(0, Llama.llama_decode(_context.Pointer, batch));
            var logits = new float[tokens.Count * VocabularySize];
            for (var i = 0; i < tokens.Count; i++)
            {
                new Span<float>(Llama.llama_get_logits_ith(_context.Pointer, i), VocabularySize)
                    .CopyTo(logits.AsSpan(i * VocabularySize));
            }

            return logits;
        }
        finally
        {
            Llama.llama_batch_free(batch);
        }
    }

    public TextMarks Marks => new() { AddsBegin = AddsBegin };

    public IReadOnlyList<int> Encode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var tokens = new int[bytes.Length + 8];
        fixed (byte* from = bytes)
        fixed (int* to = tokens)
        {
            var count = Llama.llama_tokenize(_vocabulary, from, bytes.Length, to, tokens.Length, false, false);
            return tokens[..count];
        }
    }

    public string Decode(IReadOnlyList<int> tokens)
    {
        int[] from = [.. tokens];
        var bytes = new byte[(tokens.Count * 64) + 64];
        fixed (int* numbers = from)
        fixed (byte* to = bytes)
        {
            var count = Llama.llama_detokenize(_vocabulary, numbers, from.Length, to, bytes.Length, false, true);
            return Encoding.UTF8.GetString(bytes, 0, count);
        }
    }

    public int Count(string text) => Encode(text).Count;

    public void Dispose()
    {
        _adapter?.Dispose();
        _context.Dispose();
        _model.Dispose();
    }
}
