using System.Buffers.Binary;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>
/// Sound little models of several kinds, to be damaged: decoders with key norms, post norms, windows and experts, a recurrent
/// one, encoders, and the four common kinds of vocabulary.
/// </summary>
internal static class SeedModels
{
    private const int Width = 32;
    private const int Inner = 32;
    private const int Words = 272;
    private const int Context = 64;
    private const int Experts = 4;

    /// <summary>The models by name, as the bytes of their files.</summary>
    internal static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["llama"] = Bytes(new RandomModel { Layers = 2, Width = Width, Inner = Inner, ContextTokens = Context }.Build()),
        ["llama-q8"] = Bytes(new RandomModel { Layers = 1, Width = Width, Inner = Inner, Type = GgmlType.Q8_0 }.Build()),
        ["experts"] = Bytes(Decoder("llama", SentencePiece, experts: Experts)),
        ["qwen3"] = Bytes(Decoder("qwen3", SentencePiece, keyNorms: true)),
        ["gemma2"] = Bytes(Decoder("gemma2", SentencePiece, postNorms: true)),
        ["mamba"] = Bytes(Mamba()),
        ["bert"] = Bytes(Encoder(WordPiece)),
        ["bert-unigram"] = Bytes(Encoder(Unigram)),
    };

    /// <summary>An adapter for the model llama.</summary>
    internal static byte[] Adapter { get; } = Bytes(new RandomModel { Layers = 2, Width = Width, Inner = Inner }.BuildAdapter(rank: 2));

    /// <summary>No number of a head turns but in layers with a window.</summary>
    internal static byte[] TurnedInWindowsAlone(string architecture)
    {
        var writer = Decoder(architecture, SentencePiece, turned: 0);
        writer.Set($"{architecture}.rope.dimension_count_swa", (uint)8);
        return Bytes(writer);
    }

    private static GgufWriter Decoder(
        string architecture, Action<GgufWriter> vocabulary, bool keyNorms = false, bool postNorms = false, int experts = 0, int turned = 8)
    {
        var writer = Begin(architecture);
        vocabulary(writer);
        writer.Set($"{architecture}.feed_forward_length", (uint)Inner);
        writer.Set($"{architecture}.attention.head_count", (uint)4);
        writer.Set($"{architecture}.attention.head_count_kv", (uint)2);
        writer.Set($"{architecture}.attention.key_length", (uint)8);
        writer.Set($"{architecture}.attention.value_length", (uint)8);
        writer.Set($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f);
        writer.Set($"{architecture}.rope.dimension_count", (uint)turned);
        writer.Set($"{architecture}.rope.scaling.type", "linear");
        writer.Set($"{architecture}.rope.scaling.factor", 2f);
        if (postNorms)
        {
            writer.Set($"{architecture}.attention.sliding_window", (uint)16);
            writer.Set($"{architecture}.attn_logit_softcapping", 50f);
        }

        if (experts > 0)
        {
            writer.Set($"{architecture}.expert_count", (uint)experts);
            writer.Set($"{architecture}.expert_used_count", (uint)2);
        }

        Matrix(writer, "token_embd.weight", Width, Words);
        Ones(writer, "output_norm.weight", Width);
        for (var layer = 0; layer < 2; layer++)
        {
            AddDecoderLayer(writer, $"blk.{layer}.", keyNorms, postNorms, experts);
        }

        return writer;
    }

    private static void AddDecoderLayer(GgufWriter writer, string at, bool keyNorms, bool postNorms, int experts)
    {
        Ones(writer, at + "attn_norm.weight", Width);
        Matrix(writer, at + "attn_q.weight", Width, 32);
        Matrix(writer, at + "attn_k.weight", Width, 16);
        Matrix(writer, at + "attn_v.weight", Width, 16);
        Matrix(writer, at + "attn_output.weight", 32, Width);
        Ones(writer, at + "ffn_norm.weight", Width);
        if (keyNorms)
        {
            Ones(writer, at + "attn_q_norm.weight", 8);
            Ones(writer, at + "attn_k_norm.weight", 8);
        }

        if (postNorms)
        {
            Ones(writer, at + "post_attention_norm.weight", Width);
            Ones(writer, at + "post_ffw_norm.weight", Width);
        }

        if (experts > 0)
        {
            Matrix(writer, at + "ffn_gate_inp.weight", Width, experts);
            Matrix(writer, at + "ffn_gate_exps.weight", Width, Inner, experts);
            Matrix(writer, at + "ffn_up_exps.weight", Width, Inner, experts);
            Matrix(writer, at + "ffn_down_exps.weight", Inner, Width, experts);
            return;
        }

        Matrix(writer, at + "ffn_gate.weight", Width, Inner);
        Matrix(writer, at + "ffn_up.weight", Width, Inner);
        Matrix(writer, at + "ffn_down.weight", Inner, Width);
    }

    private static GgufWriter Mamba()
    {
        const int State = 4;
        var writer = Begin("mamba");
        RandomModel.WriteVocabulary(writer);
        writer.Set("mamba.ssm.conv_kernel", (uint)4);
        writer.Set("mamba.ssm.inner_size", (uint)(2 * Width));
        writer.Set("mamba.ssm.state_size", (uint)State);
        writer.Set("mamba.ssm.time_step_rank", (uint)2);
        writer.Set("mamba.attention.layer_norm_rms_epsilon", 1e-5f);
        Matrix(writer, "token_embd.weight", Width, RandomModel.VocabularySize);
        Ones(writer, "output_norm.weight", Width);
        Ones(writer, "blk.0.attn_norm.weight", Width);
        Matrix(writer, "blk.0.ssm_in.weight", Width, 4 * Width);
        Matrix(writer, "blk.0.ssm_conv1d.weight", 4, 2 * Width);
        Ones(writer, "blk.0.ssm_conv1d.bias", 2 * Width);
        Matrix(writer, "blk.0.ssm_x.weight", 2 * Width, 2 + (2 * State));
        Matrix(writer, "blk.0.ssm_dt.weight", 2, 2 * Width);
        Ones(writer, "blk.0.ssm_dt.bias", 2 * Width);
        Matrix(writer, "blk.0.ssm_a", State, 2 * Width);
        Ones(writer, "blk.0.ssm_d", 2 * Width);
        Matrix(writer, "blk.0.ssm_out.weight", 2 * Width, Width);
        return writer;
    }

    private static GgufWriter Encoder(Action<GgufWriter> vocabulary)
    {
        var writer = Begin("bert");
        vocabulary(writer);
        writer.Set("bert.feed_forward_length", (uint)Inner);
        writer.Set("bert.attention.head_count", (uint)4);
        writer.Set("bert.attention.layer_norm_epsilon", 1e-5f);
        writer.Set("bert.attention.causal", false);
        writer.Set("bert.pooling_type", (uint)1);
        writer.Set("tokenizer.ggml.token_type_count", (uint)2);
        Matrix(writer, "token_embd.weight", Width, Words);
        Matrix(writer, "token_types.weight", Width, 2);
        Matrix(writer, "position_embd.weight", Width, Context);
        Ones(writer, "token_embd_norm.weight", Width);
        Ones(writer, "token_embd_norm.bias", Width);
        foreach (var part in new[] { "attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down" })
        {
            Matrix(writer, $"blk.0.{part}.weight", Width, Width);
            Ones(writer, $"blk.0.{part}.bias", Width);
        }

        foreach (var norm in new[] { "attn_output_norm", "layer_output_norm" })
        {
            Ones(writer, $"blk.0.{norm}.weight", Width);
            Ones(writer, $"blk.0.{norm}.bias", Width);
        }

        return writer;
    }

    private static GgufWriter Begin(string architecture)
    {
        var writer = new GgufWriter();
        writer.Set("general.architecture", architecture);
        writer.Set("general.name", "seed");
        writer.Set($"{architecture}.context_length", (uint)Context);
        writer.Set($"{architecture}.embedding_length", (uint)Width);
        writer.Set($"{architecture}.block_count", (uint)(architecture is "bert" or "mamba" ? 1 : 2));
        writer.Set("tokenizer.chat_template", "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}");
        return writer;
    }

    private static void SentencePiece(GgufWriter writer) => Pieces(writer, "llama", ["<unk>", "<s>", "</s>"]);

    private static void Unigram(GgufWriter writer)
    {
        Pieces(writer, "t5", ["<s>", "</s>", "<unk>"]);
        writer.Set("tokenizer.ggml.bos_token_id", 0u);
        writer.SetArray("tokenizer.ggml.precompiled_charsmap", GgufValueType.UInt8, CharacterMap());
    }

    /// <summary>One step from the root: 'A' is replaced by 'a'.</summary>
    private static ReadOnlySpan<byte> CharacterMap()
    {
        const int Nodes = 512;
        var map = new byte[sizeof(uint) + (Nodes * sizeof(uint)) + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(map, Nodes * sizeof(uint));
        SetNode(0, 256u << 10);
        SetNode(256 ^ 'A', ((256u ^ 'A' ^ 0x10) << 10) | 0x100 | 'A');
        SetNode(0x10, 2 | 0x8000_0000);
        "\0\0a\0"u8.CopyTo(map.AsSpan(map.Length - 4));
        return map;

        void SetNode(int index, uint value) =>
            BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(sizeof(uint) * (index + 1)), value);
    }

    private static void WordPiece(GgufWriter writer)
    {
        string[] tokens = [.. Enumerable.Range(0, Words).Select(i => i switch
        {
            100 => "[UNK]",
            101 => "[CLS]",
            102 => "[SEP]",
            < 100 => $"\u2581{(char)('!' + i)}",
            _ => $"w{i}",
        })];
        writer.Set("tokenizer.ggml.model", "bert");
        writer.Set("tokenizer.ggml.tokens", tokens);
        int[] kinds = [.. tokens.Select((_, i) => i is >= 100 and <= 102 ? 3 : 1)];
        writer.Set("tokenizer.ggml.token_type", kinds);
        writer.Set("tokenizer.ggml.seperator_token_id", 102u);
    }

    private static void Pieces(GgufWriter writer, string kind, string[] marks)
    {
        string[] tokens =
        [
            .. marks, .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), "\u2581", .. "aeinorstu".Select(c => c.ToString()), "\u2581a",
            "on", "the",
        ];
        writer.Set("tokenizer.ggml.model", kind);
        writer.Set("tokenizer.ggml.tokens", tokens);
        float[] scores = [.. tokens.Select((_, i) => -(float)i)];
        int[] kinds = [.. tokens.Select((_, i) => i < 3 ? 3 : i < 259 ? 6 : 1)];
        writer.Set("tokenizer.ggml.scores", scores);
        writer.Set("tokenizer.ggml.token_type", kinds);
        writer.Set("tokenizer.ggml.unknown_token_id", kind == "t5" ? 2u : 0u);
        writer.Set("tokenizer.ggml.eos_token_id", kind == "t5" ? 1u : 2u);
    }

    private static void Matrix(GgufWriter writer, string name, params long[] extents)
    {
        var rng = new Rng(1).Fork(name);
        var values = new float[extents.Aggregate(1L, (product, extent) => product * extent)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(0.3 * rng.NextGaussian());
        }

        writer.Add(name, extents, GgmlType.F32, values);
    }

    private static void Ones(GgufWriter writer, string name, long count) =>
        writer.Add(name, [count], GgmlType.F32, Enumerable.Repeat(1f, (int)count).ToArray());

    private static byte[] Bytes(GgufWriter writer)
    {
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
