using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>
/// A model's weights with a context over them, and what the context wears. Shared by a model and its views.
/// </summary>
internal sealed class Engine : IDisposable
{
    private const int BatchTokens = 512;
    private const long OutputBytesMax = 64L << 20;
    private const int WindowTokensDefaultMax = 8_192;
    private const long ExactParametersMax = 50_000_000;

    private readonly InferenceContext _context;
    private IReadOnlyList<(LlamaAdapterHandle Adapter, float Scale)> _worn = [];
    private bool _disposed;

    internal Engine(ModelWeights weights)
    {
        Weights = weights;
        var card = weights.Card;
        var options = weights.Options;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Slots, 64);
        CheckWrites(weights);

        WindowTokens = Math.Min(options.ContextTokens ?? WindowTokensDefaultMax, card.ContextTokens);
        var isExact = options.Exact ?? card.Parameters <= ExactParametersMax;
        var cellBytes = CellBytes(weights.File, isExact ? sizeof(float) : sizeof(ushort));
        var cells = Math.Min((long)options.Slots * WindowTokens, options.CacheBytesMax / cellBytes);
        cells = (Math.Max(cells, WindowTokens) + 255) / 256 * 256;

        var parameters = Llama.llama_context_default_params();
        parameters.NCtx = (uint)cells;
        parameters.NBatch = parameters.NUbatch = BatchTokens;
        parameters.NSeqMax = (uint)options.Slots;
        var outputs = OutputBytesMax / (sizeof(float) * (long)weights.Tokenizer.Size);
        parameters.NOutputsMax = (uint)Math.Clamp(outputs, options.Slots, BatchTokens);
        parameters.NOutputsMaxPerSeq = 0;
        parameters.NThreads = parameters.NThreadsBatch = weights.Threads;
        parameters.KvUnified = 1;
        if (isExact)
        {
            parameters.TypeK = parameters.TypeV = GgmlType.F32;
            parameters.FlashAttnType = 0;
        }

        _context = new InferenceContext(weights.Handle, parameters, weights.Tokenizer.Size);
        Cache = new PrefixCache(_context, options.Slots, CanReuse(weights.Handle));
        Choices = Explain(isExact, options, cells * cellBytes);
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

    /// <summary>Bytes that one token takes in the key-value cache, over all layers.</summary>
    private static long CellBytes(GgufFile file, int numberBytes)
    {
        var architecture = file.Text("general.architecture");
        var layers = file.Whole($"{architecture}.block_count") ?? 1;
        var width = file.Whole($"{architecture}.embedding_length") ?? 1;
        var heads = Math.Max(1, file.Wholes($"{architecture}.attention.head_count").DefaultIfEmpty(1).Max());
        var keyHeads = file.Wholes($"{architecture}.attention.head_count_kv").DefaultIfEmpty(heads).Max();
        var key = file.Whole($"{architecture}.attention.key_length") ?? width / heads;
        var value = file.Whole($"{architecture}.attention.value_length") ?? width / heads;
        return Math.Max(1, layers * keyHeads * (key + value) * numberBytes);
    }

    private List<string> Explain(bool isExact, EngineOptions options, long cacheBytes)
    {
        var device = Weights.Device;
        var precision = isExact
            ? "F32 and plain attention, since exact costs a small model little"
            : "F16 and flash attention where it helps";
        return
        [
            $"device: {device.Name} ({device.Description}), asked for: {options.Device.ToString().ToLowerInvariant()}",
            $"threads: {Weights.Threads} of {Environment.ProcessorCount} processors",
            $"context: {WindowTokens} tokens for each of {options.Slots} sequences, "
                + $"of {Weights.Card.ContextTokens} that the model was trained for",
            string.Create(CultureInfo.InvariantCulture, $"cache: {precision}; {cacheBytes / 1048576.0:F1} MiB"),
        ];
    }
}
