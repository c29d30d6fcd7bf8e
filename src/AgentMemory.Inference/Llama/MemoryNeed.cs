using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;

namespace AgentMemory.Inference.Llama;

/// <summary>What running a model will take, estimated from its file before anything is allocated.</summary>
/// <param name="WeightBytes">The model as stored. Mapped, but read whole with every token.</param>
/// <param name="CacheBytes">Keys and values of all sequences together.</param>
/// <param name="ComputeBytes">Intermediate results of one batch, and the logits.</param>
public sealed record MemoryNeed(long WeightBytes, long CacheBytes, long ComputeBytes)
{
    /// <summary>Tokens that llama.cpp computes at once.</summary>
    internal const int BatchTokens = 512;

    public long TotalBytes => WeightBytes + CacheBytes + ComputeBytes;

    /// <summary>Counts from the file's own measures.</summary>
    /// <param name="file">The model.</param>
    /// <param name="card">Its card.</param>
    /// <param name="cells">Tokens in the cache, of all sequences together.</param>
    /// <param name="cacheType">How keys and values are stored.</param>
    /// <param name="flash">Whether attention is computed without writing all scores.</param>
    /// <param name="reach">The cells of these that one token's attention runs over; all where null.</param>
    public static MemoryNeed Of(GgufFile file, ModelCard card, long cells, GgmlType cacheType, bool flash, long? reach = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(card);
        var batch = Math.Min(BatchTokens, cells);
        var heads = Math.Max(1, file.Wholes($"{card.Architecture}.attention.head_count").DefaultIfEmpty(1).Max());
        var forward = Math.Max(4L * card.EmbeddingLength, file.Wholes($"{card.Architecture}.feed_forward_length").DefaultIfEmpty(0).Max());
        // Per token: the stream, its norm, queries, keys, values and their mixture (about 8 widths), the feed-forward part and
        // its gate, a row of logits; without flash attention also a row of scores per head, once raw and once as shares.
        var perToken = (8.0 * card.EmbeddingLength) + (3.0 * forward) + (2.0 * card.VocabularySize) + (flash ? 0 : 2.0 * heads * (reach ?? cells));
        return new MemoryNeed(
            file.Tensors.Sum(tensor => tensor.Bytes),
            Limited((double)cells * CellBytes(file, card, cacheType)),
            Limited(sizeof(float) * batch * perToken));
    }

    /// <summary>Bytes that one token takes in the cache, over all layers.</summary>
    internal static long CellBytes(GgufFile file, ModelCard card, GgmlType type)
    {
        var architecture = card.Architecture;
        var heads = Math.Max(1, file.Wholes($"{architecture}.attention.head_count").DefaultIfEmpty(1).Max());
        var keyHeads = file.Wholes($"{architecture}.attention.head_count_kv").DefaultIfEmpty(heads).Max();
        var key = KeyWidth(file, card);
        var value = file.Whole($"{architecture}.attention.value_length") ?? (card.EmbeddingLength / heads);
        GgmlTypeLayout.TryGet(type, out var layout);
        var numbers = (double)card.Layers * keyHeads * (key + value);
        return Math.Max(1, Limited(numbers * layout.BlockBytes / layout.BlockElements));
    }

    /// <summary>Numbers in the key of a head.</summary>
    internal static long KeyWidth(GgufFile file, ModelCard card) => file.Whole($"{card.Architecture}.attention.key_length")
        ?? card.EmbeddingLength / Math.Max(1, file.Wholes($"{card.Architecture}.attention.head_count").DefaultIfEmpty(1).Max());

    /// <summary>Refuses what this machine cannot hold.</summary>
    /// <exception cref="UserErrorException">More than what is available is needed; the message has the figures.</exception>
    internal void RefuseIfTooLarge(string path, long availableBytes)
    {
        if (TotalBytes > availableBytes)
        {
            throw new UserErrorException(
                $"{path}: would take {MiB(TotalBytes)} of memory (weights {MiB(WeightBytes)}, cache {MiB(CacheBytes)}, intermediate "
                + $"results {MiB(ComputeBytes)}) and {MiB(availableBytes)} are available; take a shorter --context, a smaller "
                + "--cache-type, or a smaller model");
        }
    }

    /// <summary>Bytes as people read them.</summary>
    public static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");

    private static long Limited(double bytes) => bytes >= long.MaxValue / 4 ? long.MaxValue / 4 : (long)bytes;
}
