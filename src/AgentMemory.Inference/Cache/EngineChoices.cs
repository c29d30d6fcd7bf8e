using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Machine;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Inference.Cache;

/// <summary>What a run is set by: what was asked for, and what was chosen where nothing was, each with its reason.</summary>
internal sealed class EngineChoices
{
    private const int WindowTokensDefaultMax = 8_192;
    private const int CellsMultiple = 256;
    private const long ExactParametersMax = 50_000_000;

    private readonly long _separateBytes;

    /// <exception cref="UserErrorException">The choices contradict each other, or memory does not suffice.</exception>
    internal EngineChoices(ModelWeights weights)
    {
        var (card, options) = (weights.Card, weights.Options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Slots, 64);
        WindowTokens = Math.Min(options.ContextTokens ?? WindowTokensDefaultMax, card.ContextTokens);
        var isExact = options.Exact ?? card.Parameters <= ExactParametersMax;
        CacheType = options.CacheType ?? (isExact ? GgmlType.F32 : GgmlType.F16);
        FlashAttention = options.FlashAttention ?? (isExact ? false : null);
        Check(weights.File, card);
        var cellBytes = MemoryNeed.CellBytes(weights.File, card, CacheType);
        var cells = Math.Min((long)options.Slots * WindowTokens, options.CacheBytesMax / cellBytes);
        Cells = Padded(Math.Max(cells, WindowTokens));
        if (ShortFactorTokens(weights.File, card) is { } most && most >= WindowTokens)
        {
            Cells = Math.Min(Cells, most);
        }

        Need = MemoryNeed.Of(weights.File, card, Cells, CacheType, FlashAttention ?? true);
        Need.RefuseIfTooLarge(card.Path, options.MemoryBytesMax ?? MachineMemory.AvailableBytes());
        var part = Padded(WindowTokens);
        var separate = MemoryNeed.Of(weights.File, card, options.Slots * part, CacheType, FlashAttention ?? true, part);
        _separateBytes = separate.CacheBytes + separate.ComputeBytes;
        // Asked for only by what was said, not by what happens to be free: the cache that is taken can show in a last digit.
        if (options.Slots > 1 && CanSeparate(weights) && Cells + (options.Slots * part) <= options.CacheBytesMax / cellBytes
            && Need.TotalBytes + _separateBytes <= (options.MemoryBytesMax ?? long.MaxValue))
        {
            SeparateCells = options.Slots * part;
        }

        Lines = Explain(weights, isExact);
    }

    /// <summary>Tokens of one sequence, prompt and reply together.</summary>
    internal int WindowTokens { get; }

    /// <summary>Tokens of all sequences together, in the cache that they share.</summary>
    internal long Cells { get; }

    /// <summary>Tokens of all sequences together, a window for each, in the cache of separate parts; 0 where there is to be none.</summary>
    internal long SeparateCells { get; }

    internal GgmlType CacheType { get; }

    /// <summary>Null leaves it to llama.cpp, which takes it where the device has it.</summary>
    internal bool? FlashAttention { get; }

    internal MemoryNeed Need { get; }

    /// <summary>One line for each choice.</summary>
    internal IReadOnlyList<string> Lines { get; }

    private static long Padded(long cells) => (cells + CellsMultiple - 1) / CellsMultiple * CellsMultiple;

    // Plain attention only. Memories that cannot be cut anywhere, slide, or keep an index beside the keys stay together.
    private static bool CanSeparate(ModelWeights weights) =>
        !weights.Model.KeepsState
        && !weights.Model.Slides
        && !weights.File.Tensors.Any(tensor => tensor.Name.Contains("indexer", StringComparison.Ordinal));

    // Phi-3 has factors of rotation for short and for long contexts, and llama.cpp chooses by all cells together, not by what a
    // sequence fills: with more cells than the original context, short texts would be read with the long factors, otherwise
    // than they are trained.
    private static long? ShortFactorTokens(GgufFile file, ModelCard card) =>
        file.TryGetTensor("rope_factors_short.weight", out _)
            ? file.Whole($"{card.Architecture}.rope.scaling.original_context_length") / CellsMultiple * CellsMultiple
            : null;

    private void Check(GgufFile file, ModelCard card)
    {
        var path = card.Path;
        if (CacheType is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16 or GgmlType.Q8_0))
        {
            throw new UserErrorException($"{path}: the cache cannot be kept as {CacheType}; take f32, f16, bf16 or q8_0");
        }

        if (CacheType == GgmlType.Q8_0 && FlashAttention == false)
        {
            throw new UserErrorException($"{path}: a cache in q8_0 needs flash attention; take --flash-attention on, or f16");
        }

        var head = MemoryNeed.KeyWidth(file, card);
        if (CacheType == GgmlType.Q8_0 && GgmlTypeLayout.TryGet(CacheType, out var layout) && head % layout.BlockElements != 0)
        {
            throw new UserErrorException(
                $"{path}: q8_0 stores {layout.BlockElements} numbers together and its heads have {head}; take --cache-type f16");
        }
    }

    private List<string> Explain(ModelWeights weights, bool isExact)
    {
        var (card, options) = (weights.Card, weights.Options);
        var device = weights.Device;
        var variant = weights.Variant;
        var small = string.Create(CultureInfo.InvariantCulture, $"{card.Parameters:N0} weights");
        return
        [
            $"device: {device.Name}, {Because(options.Device != InferenceDevice.Auto, "the best that was found")}",
            $"processor variant: {variant.Name}, {variant.Reason}",
            $"threads: {weights.Threads}",
            $"context: {WindowTokens} tokens for each of {options.Slots} sequences, "
                + (options.ContextTokens is { } asked
                    ? asked > WindowTokens ? $"all that the model was trained for, {asked} were asked for" : "as asked for"
                    : $"the model was trained for {card.ContextTokens}, and more than {WindowTokensDefaultMax} only when asked for"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"cache: {CacheType}, {MemoryNeed.MiB(Need.CacheBytes)}, {Because(options.CacheType is not null, isExact
                    ? $"exact costs little at {small}" : $"half of F32 at {small}")}"),
            $"flash attention: {(FlashAttention is null ? "where the device has it" : FlashAttention.Value ? "on" : "off")}, "
                + Because(options.FlashAttention is not null, isExact ? "plain attention gives the trainer's digits" : "faster"),
            $"memory: about {MemoryNeed.MiB(Need.TotalBytes)} (weights {MemoryNeed.MiB(Need.WeightBytes)}, cache "
                + $"{MemoryNeed.MiB(Need.CacheBytes)}, intermediate results {MemoryNeed.MiB(Need.ComputeBytes)})"
                + (SeparateCells > 0 ? $"; {MemoryNeed.MiB(_separateBytes)} more once many long texts share little" : ""),
        ];
    }

    private static string Because(bool wasAsked, string reason) => wasAsked ? "as asked for" : reason;
}
