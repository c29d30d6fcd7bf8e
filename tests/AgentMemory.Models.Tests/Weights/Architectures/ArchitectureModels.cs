using AgentMemory.Core;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>
/// Small models of every architecture with the head layouts of real ones: grouped queries, heads wider than width / heads,
/// two local layers to one that sees all, every kind of stretched positions. Rows are multiples of 256, as K-quants need.
/// </summary>
internal static class ArchitectureModels
{
    internal static readonly Vocabulary Words = new([]);

    private static readonly ModelShape Common = new()
    {
        Architecture = "llama",
        Width = 256,
        Layers = 2,
        Heads = 8,
        KeyValueHeads = 2,
        HeadWidth = 32,
        FeedForward = 256,
        Vocabulary = Words.Count,
        Context = 512,
        TiedEmbeddings = true,
        NormEpsilon = 1e-6f,
        RopeBase = 10_000,
        RopeDimensions = 32,
        Stretch = new RopeScaling(512),
    };

    // YaRN from 128 tokens of context to 512.
    private static readonly RopeScaling Yarn = new(128, Extension: 1, Attention: 1);

    /// <summary>Each architecture in the form that most of its models have.</summary>
    internal static readonly IReadOnlyList<string> Names = ["llama", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "olmo2"];

    /// <summary>Forms that only some models of an architecture have.</summary>
    internal static readonly IReadOnlyList<string> Variants =
        ["llama3", "llama-biased", "llama-linear", "qwen2-yarn", "gemma3-12b", "phi3-long", "phi4-mini", "olmo3"];

    internal static ModelShape Shape(string name) => name switch
    {
        "llama" or "llama3" or "llama-biased" => Common with { TiedEmbeddings = false },
        "llama-linear" => Common with { RopeScale = 0.25f },
        "qwen2" => Common with { Architecture = "qwen2", RopeBase = 1_000_000 },
        "qwen2-yarn" => Shape("qwen2") with { RopeScale = 0.25f, Stretch = Yarn, TiedEmbeddings = false },
        "qwen3" => Common with { Architecture = "qwen3", Heads = 4, HeadWidth = 128, RopeDimensions = 128, RopeBase = 1_000_000 },
        "gemma2" => Gemma("gemma2") with { AttentionCap = 5, LogitCap = 3, WindowPeriod = 2, LocalRopeBase = 10_000 },
        "gemma3" => Gemma("gemma3"),
        "gemma3-12b" => Gemma("gemma3") with { RopeScale = 0.125f, Window = 24, LogitCap = 4 },
        "phi3" => Common with
        {
            Architecture = "phi3",
            Heads = 4,
            HeadWidth = 64,
            RopeDimensions = 64,
            TiedEmbeddings = false,
            IsFused = true,
        },
        "phi3-long" => Shape("phi3") with { Stretch = new RopeScaling(256, Attention: 1.19f) },
        "phi4-mini" => Shape("phi3-long") with { RopeDimensions = 48, TiedEmbeddings = true, KeyValueHeads = 1 },
        "olmo2" => Common with { Architecture = "olmo2", KeyValueHeads = 8, TiedEmbeddings = false, RopeBase = 500_000 },
        "olmo3" => Shape("olmo2") with
        {
            Layers = 3,
            KeyValueHeads = 2,
            Window = 16,
            WindowPeriod = 3,
            RopeScale = 0.25f,
            Stretch = Yarn,
        },
        _ => throw new ArgumentException($"no model is named {name}", nameof(name)),
    };

    internal static string Save(string name, string path, WeightMix? mix = null, ModelShape? shape = null, ulong seed = 1)
    {
        string[] optional = name switch
        {
            "llama3" => ["rope_freqs.weight"],
            "llama-biased" or "qwen2" or "qwen2-yarn" => [".bias"],
            "phi3-long" or "phi4-mini" => ["rope_factors_long.weight", "rope_factors_short.weight"],
            _ => [],
        };
        RandomModelFile.Write(path, shape ?? Shape(name), new Rng(seed), mix, Words, optional);
        return path;
    }

    private static ModelShape Gemma(string architecture) => Common with
    {
        Architecture = architecture,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 1,
        HeadWidth = 128,
        RopeDimensions = 128,
        EmbeddingScale = 16,
        Window = 16,
        WindowPeriod = 3,
        RopeBase = 1_000_000,
        LocalRopeBase = 10_000,
    };
}
