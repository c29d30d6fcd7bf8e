using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using LLama.Native;

namespace AgentMemory.Inference;

/// <summary>
/// Text to vectors by a GGUF model: one made for embeddings (BERT and its kin) or any decoder model. The outputs of a
/// text's tokens are pooled as the file says, by their mean where it says nothing, and scaled to length 1. Each text is
/// evaluated alone, so that its vector has the same bits whatever else is embedded with it. Not thread-safe.
/// </summary>
public sealed class LocalEmbedder : IEmbedder, IDisposable
{
    private const int WindowTokensDefaultMax = 512;
    private const int PoolingMean = 1;
    private const int PoolingLast = 3;

    private readonly ModelWeights _weights;
    private readonly InferenceContext _context;
    private readonly int _windowTokens;

    private LocalEmbedder(ModelWeights weights)
    {
        _weights = weights;
        _windowTokens = Math.Min(weights.Options.ContextTokens ?? WindowTokensDefaultMax, weights.Card.ContextTokens);
        Dimensions = OutputWidth(weights);
        var parameters = LLamaContextParams.Default();
        // A pooled text must lie within one physical batch.
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = (uint)_windowTokens;
        parameters.n_threads = parameters.n_threads_batch = weights.Threads.Batch;
        parameters.embeddings = true;
        var pooling = weights.File.Whole($"{weights.Card.Architecture}.pooling_type");
        parameters.llama_pooling_type = (LLamaPoolingType)(pooling is >= PoolingMean and <= PoolingLast ? (int)pooling : PoolingMean);
        _context = new InferenceContext(weights.Model, parameters, weights.Tokenizer.Size);
    }

    /// <summary>The model's card; its architecture and size price an embedding.</summary>
    public ModelCard Card => _weights.Card;

    /// <summary>The file's hash, so that vectors of another file under the same name are never compared.</summary>
    public string Id => _weights.Card.Sha256;

    public int Dimensions { get; }

    /// <summary>Checks and loads a model.</summary>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged, not the catalogue's, or unknown to llama.cpp.
    /// </exception>
    public static LocalEmbedder Open(ModelEntry entry, EngineOptions options)
    {
        var weights = ModelWeights.Load(entry, options);
        try
        {
            return new LocalEmbedder(weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _weights.RefuseAnother();
        var vectors = new float[texts.Count][];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            vectors[i] = Embed(texts[i]);
        }

        return vectors;
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    // LLamaSharp hands out as many numbers as the model computes with inside, whatever a last layer makes of them.
    private static int OutputWidth(ModelWeights weights)
    {
        var inside = weights.Model.Handle.EmbeddingSize;
        var outside = weights.File.Whole($"{weights.Card.Architecture}.embedding_length_out") ?? inside;
        return outside > 0 && outside <= inside
            ? (int)outside
            : throw new UserErrorException(
                $"{weights.Card.Path}: its embeddings have {outside} numbers, more than the {inside} it computes with, and cannot be read; take another model");
    }

    private float[] Embed(string text)
    {
        var tokens = _weights.Tokenizer.Encode(text, marks: true);
        if (tokens.Length == 0)
        {
            tokens = [Math.Max(0, _weights.Tokenizer.Vocabulary.Begin)];
        }

        _context.Clear();
        for (var i = 0; i < Math.Min(tokens.Length, _windowTokens); i++)
        {
            _context.Add(tokens[i], i, 0, output: true);
        }

        _context.Decode();
        var vector = _context.Embedding(0, Dimensions).ToArray();
        var length = Math.Sqrt(vector.Sum(value => (double)value * value));
        if (!double.IsFinite(length))
        {
            throw new UserErrorException($"{Card.Path}: computes values that are not numbers; its file is damaged, get "
                + "it again");
        }

        if (length == 0)
        {
            // A text of padding alone: any direction is as good, as long as it is always the same one.
            vector[0] = 1;
            return vector;
        }

        return [.. vector.Select(value => (float)(value / length))];
    }
}
