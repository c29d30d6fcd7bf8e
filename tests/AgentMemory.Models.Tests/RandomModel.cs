using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests;

/// <summary>
/// Small models with random weights, written by the tests themselves: llama architecture, and a byte-level BPE
/// vocabulary without merges in which token number and byte value are the same and 256 begins a text, 257 ends it.
/// </summary>
internal sealed record RandomModel
{
    internal const int VocabularySize = 260;

    internal int Width { get; init; } = 64;

    internal int Layers { get; init; } = 2;

    internal int Heads { get; init; } = 4;

    internal int KeyHeads { get; init; } = 2;

    internal int Inner { get; init; } = 96;

    internal int ContextTokens { get; init; } = 512;

    internal GgmlType Type { get; init; } = GgmlType.F32;

    internal ulong Seed { get; init; } = 1;

    /// <summary>Tokens of <see cref="Vocabulary"/>.</summary>
    internal int Size { get; init; } = VocabularySize;

    internal Action<GgufWriter> Vocabulary { get; init; } = WriteVocabulary;

    /// <summary>Logits are made with the table of embeddings.</summary>
    internal bool Tied { get; init; }

    internal int HeadWidth => Width / Heads;

    /// <summary>The seven products of a layer with their inputs and outputs.</summary>
    internal IEnumerable<(string Name, long Inputs, long Outputs)> Products(int layer)
    {
        long keys = HeadWidth * KeyHeads;
        yield return ($"blk.{layer}.attn_q.weight", Width, Width);
        yield return ($"blk.{layer}.attn_k.weight", Width, keys);
        yield return ($"blk.{layer}.attn_v.weight", Width, keys);
        yield return ($"blk.{layer}.attn_output.weight", Width, Width);
        yield return ($"blk.{layer}.ffn_gate.weight", Width, Inner);
        yield return ($"blk.{layer}.ffn_up.weight", Width, Inner);
        yield return ($"blk.{layer}.ffn_down.weight", Inner, Width);
    }

    internal string Save(string path)
    {
        Build().Save(path);
        return path;
    }

    internal GgufWriter Build()
    {
        var writer = new GgufWriter();
        writer.Set("general.architecture", "llama");
        writer.Set("general.name", "random");
        writer.Set("general.file_type", Type == GgmlType.F32 ? 0u : Type == GgmlType.F16 ? 1u : 7u);
        writer.Set("llama.context_length", (uint)ContextTokens);
        writer.Set("llama.embedding_length", (uint)Width);
        writer.Set("llama.block_count", (uint)Layers);
        writer.Set("llama.feed_forward_length", (uint)Inner);
        writer.Set("llama.attention.head_count", (uint)Heads);
        writer.Set("llama.attention.head_count_kv", (uint)KeyHeads);
        writer.Set("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        writer.Set("llama.rope.freq_base", 10000f);
        writer.Set("llama.rope.dimension_count", (uint)HeadWidth);
        writer.Set("llama.vocab_size", (uint)Size);
        Vocabulary(writer);
        var rng = new Rng(Seed);
        var table = Width * Size;
        writer.Add("token_embd.weight", [Width, Size], Type, Draw(rng, table, 0.5));
        if (!Tied)
        {
            writer.Add("output.weight", [Width, Size], Type, Draw(rng, table, 1.5 / Math.Sqrt(Width)));
        }

        writer.Add("output_norm.weight", [Width], GgmlType.F32, Ones(rng));
        for (var layer = 0; layer < Layers; layer++)
        {
            writer.Add($"blk.{layer}.attn_norm.weight", [Width], GgmlType.F32, Ones(rng));
            writer.Add($"blk.{layer}.ffn_norm.weight", [Width], GgmlType.F32, Ones(rng));
            foreach (var (name, inputs, outputs) in Products(layer))
            {
                writer.Add(name, [inputs, outputs], Type, Draw(rng, (int)(inputs * outputs), 1 / Math.Sqrt(inputs)));
            }
        }

        return writer;
    }

    /// <summary>A LoRA adapter for every product of this shape, with random factors on both sides.</summary>
    internal GgufWriter BuildAdapter(int rank, double size = 0.3)
    {
        var writer = new GgufWriter();
        writer.Set("general.type", "adapter");
        writer.Set("general.architecture", "llama");
        writer.Set("adapter.type", "lora");
        writer.Set("adapter.lora.alpha", (float)rank);
        var rng = new Rng(Seed).Fork("adapter");
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var (name, inputs, outputs) in Products(layer))
            {
                writer.Add(name + ".lora_a", [inputs, rank], GgmlType.F32, Draw(rng, (int)inputs * rank, size));
                writer.Add(name + ".lora_b", [rank, outputs], GgmlType.F32, Draw(rng, (int)outputs * rank, size));
            }
        }

        return writer;
    }

    internal static void WriteVocabulary(GgufWriter writer)
    {
        string[] special = ["<|begin|>", "<|end|>", "<|pad|>", "<|unused|>"];
        string[] tokens = [.. ByteTexts(), .. special];
        writer.Set("tokenizer.ggml.model", "gpt2");
        // This pre-tokenizer leaves spaces alone when tokens become text again.
        writer.Set("tokenizer.ggml.pre", "smollm");
        writer.Set("tokenizer.ggml.tokens", tokens);
        int[] types = [.. tokens.Select((_, i) => i < 256 ? 1 : 3)];
        writer.Set("tokenizer.ggml.token_type", types);
        writer.Set("tokenizer.ggml.merges", Array.Empty<string>());
        writer.Set("tokenizer.ggml.bos_token_id", 256u);
        writer.Set("tokenizer.ggml.eos_token_id", 257u);
        writer.Set("tokenizer.ggml.padding_token_id", 258u);
        writer.Set("tokenizer.ggml.add_bos_token", true);
    }

    private static float[] Draw(Rng rng, int count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(deviation * rng.NextGaussian());
        }

        return values;
    }

    private float[] Ones(Rng rng) =>
        [.. Enumerable.Range(0, Width).Select(_ => 1 + (0.1f * (float)(rng.NextDouble() - 0.5)))];

    /// <summary>GPT-2's table from bytes to printable characters: printable bytes stand for themselves.</summary>
    private static IEnumerable<string> ByteTexts()
    {
        var moved = 0;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            yield return ((char)(printable ? b : 256 + moved++)).ToString();
        }
    }
}
