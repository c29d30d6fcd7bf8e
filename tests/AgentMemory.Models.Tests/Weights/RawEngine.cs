using System.Text;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Validation;
using AgentMemory.Inference.Llama;
using LLama.Native;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>llama.cpp itself with an F32 cache and no flash attention: the exact logits that a trainer must give.</summary>
internal sealed class RawEngine : ITokenizer, IDisposable
{
    private readonly SafeLlamaModelHandle _model;
    private readonly SafeLLamaContextHandle _context;
    private readonly LoraAdapter? _adapter;

    internal RawEngine(string modelPath, string? adapterPath = null, int contextTokens = 512)
    {
        using (var file = GgufFile.Open(modelPath))
        {
            ModelValidation.Check(file, vocabularyOnly: false);
        }

        InferenceRuntime.Start(headWidth: 64);
        var modelParameters = LLamaModelParams.Default();
        // Repacked weights would be multiplied by other kernels.
        modelParameters.use_extra_bufts = false;
        _model = SafeLlamaModelHandle.LoadFromFile(modelPath, modelParameters);
        var parameters = LLamaContextParams.Default();
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = (uint)contextTokens;
        parameters.n_threads = parameters.n_threads_batch = 1;
        parameters.type_k = parameters.type_v = GGMLType.GGML_TYPE_F32;
        parameters.llama_flash_attn_type = LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_DISABLED;
        _context = SafeLLamaContextHandle.Create(_model, parameters);
        Assert.False(_context.IsInvalid);
        if (adapterPath is not null)
        {
            _adapter = _model.LoadLoraFromFile(adapterPath);
            _context.SetLoraAdapters([(_adapter, 1f)]);
        }
    }

    internal int VocabularySize => _model.Vocab.Count;

    internal bool AddsBegin => _model.Vocab.ShouldAddBOS;

    /// <summary>Logits behind every token, [vocabulary, tokens].</summary>
    internal float[] Logits(IReadOnlyList<int> tokens)
    {
        _context.MemoryClear();
        var batch = new LLamaBatch();
        for (var i = 0; i < tokens.Count; i++)
        {
            batch.Add(tokens[i], i, (LLamaSeqId)0, logits: true);
        }

        Assert.Equal(DecodeResult.Ok, _context.Decode(batch));
        var logits = new float[tokens.Count * VocabularySize];
        for (var i = 0; i < tokens.Count; i++)
        {
            _context.GetLogitsIth(i).CopyTo(logits.AsSpan(i * VocabularySize));
        }

        return logits;
    }

    public TextMarks Marks => new() { AddsBegin = AddsBegin };

    public IReadOnlyList<int> Encode(string text) =>
        [.. _model.Tokenize(text, addBos: false, special: false, Encoding.UTF8).Select(token => (int)token)];

    public string Decode(IReadOnlyList<int> tokens)
    {
        var bytes = new List<byte>();
        Span<byte> piece = stackalloc byte[256];
        foreach (var token in tokens)
        {
            bytes.AddRange(piece[..(int)_model.TokenToSpan(token, piece, lstrip: 0, special: true)]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    public int Count(string text) => Encode(text).Count;

    public void Dispose()
    {
        _context.SetLoraAdapters();
        _adapter?.Unload();
        _context.Dispose();
        _model.Dispose();
    }
}
