using System.Buffers.Binary;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>
/// Damages a GGUF file. Half of the damage is blind (bits, cuts, moved pieces); the other half strikes where the parser knows
/// something stands (counts, lengths, types, values, extents, offsets), so that much of it comes through to native code.
/// </summary>
internal sealed class GgufMutator
{
    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 48, 63, 64, 100, 127, 128, 255, 256, 257, 511, 512, 513, 1_000, 1_024, 4_096, 65_535,
        65_536, 1 << 20, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, long.MaxValue, ulong.MaxValue, 1UL << 63,
        0x3F80_0000, 0x7FC0_0000, 0x7F80_0000, 0xBF80_0000, 0x0000_0001_0000_0000,
    ];

    private static readonly string[] Architectures =
    [
        "llama", "llama4", "deci", "falcon", "grok", "gpt2", "gptj", "gptneox", "mpt", "baichuan", "starcoder", "refact", "bert",
        "nomic-bert", "bloom", "stablelm", "qwen", "qwen2", "qwen2moe", "qwen2vl", "qwen3", "qwen3moe", "phi2", "phi3", "plamo",
        "codeshell", "orion", "internlm2", "minicpm", "minicpm3", "gemma", "gemma2", "gemma3", "gemma3n", "starcoder2", "mamba",
        "mamba2", "jamba", "xverse", "command-r", "cohere2", "dbrx", "olmo", "olmo2", "olmoe", "openelm", "arctic", "deepseek",
        "deepseek2", "chatglm", "glm4", "bitnet", "t5", "jais", "nemotron", "exaone", "rwkv6", "rwkv7", "granite", "granitemoe",
        "chameleon", "plm", "smollm3", "ernie4_5", "hunyuan-dense", "lfm2", "dream", "apertus", "seed_oss", "clip", "unheard-of",
    ];

    private readonly byte[] _source;
    private readonly List<(int At, int Bytes)> _fields = [];
    private readonly List<(int At, int Bytes)> _values = [];
    private readonly int _headerBytes;

    internal GgufMutator(byte[] source)
    {
        _source = source;
        _headerBytes = FindFields();
    }

    internal byte[] Mutate(Rng rng)
    {
        var bytes = (byte[])_source.Clone();
        for (var times = rng.Next(8) == 0 ? 3 : 1; times > 0; times--)
        {
            bytes = rng.Next(12) switch
            {
                0 => FlipBits(bytes, _headerBytes, rng),
                1 => FlipBits(bytes, bytes.Length, rng),
                2 => bytes[..rng.Next(bytes.Length)],
                3 => Move(bytes, rng),
                4 => Scramble(bytes, rng),
                5 => Rename(bytes, rng),
                6 or 7 => Overwrite(bytes, _fields, rng),
                _ => Overwrite(bytes, _values, rng),
            };
        }

        return bytes;
    }

    private static byte[] FlipBits(byte[] bytes, int within, Rng rng)
    {
        for (var flips = 1 + rng.Next(6); flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[rng.Next(Math.Min(within, bytes.Length))] ^= (byte)(1 << rng.Next(8));
        }

        return bytes;
    }

    private static byte[] Overwrite(byte[] bytes, List<(int At, int Bytes)> places, Rng rng)
    {
        var (at, width) = places[rng.Next(places.Count)];
        if (at + width > bytes.Length)
        {
            return bytes;
        }

        Span<byte> number = stackalloc byte[sizeof(ulong)];
        var present = 0UL;
        bytes.AsSpan(at, width).CopyTo(number);
        present = BinaryPrimitives.ReadUInt64LittleEndian(number) & (width == 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1);
        var value = rng.Next(4) switch
        {
            0 => present + 1,
            1 => present - 1,
            2 when rng.Next(2) == 0 => present * 2,
            _ => Numbers[rng.Next(Numbers.Length)],
        };
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number[..width].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private byte[] Move(byte[] bytes, Rng rng)
    {
        var within = Math.Min(_headerBytes, bytes.Length);
        var length = rng.Next(Math.Max(1, Math.Min(64, within)));
        bytes.AsSpan(rng.Next(within - length + 1), length).CopyTo(bytes.AsSpan(rng.Next(within - length + 1)));
        return bytes;
    }

    /// <summary>Numbers of the tensors become anything, those that are no numbers among them.</summary>
    private byte[] Scramble(byte[] bytes, Rng rng)
    {
        for (var at = _headerBytes; at + sizeof(uint) <= bytes.Length; at += sizeof(uint) * (1 + rng.Next(40)))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)rng.NextBits());
        }

        return bytes;
    }

    /// <summary>Another architecture in every key and in the name of it; the rest stays as it is.</summary>
    private byte[] Rename(byte[] bytes, Rng rng)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.gguf"), _source);
        using var file = GgufFile.Open(folder.File("a.gguf"));
        if (file.Text("general.architecture") is not { } old || file.Text("general.type") == "adapter")
        {
            return FlipBits(bytes, _headerBytes, rng);
        }

        var other = Architectures[rng.Next(Architectures.Length)];
        var writer = new GgufWriter();
        foreach (var entry in file.Entries)
        {
            if (entry.Key == "general.architecture")
            {
                writer.Set(entry.Key, other);
            }
            else if (rng.Next(20) > 0)
            {
                var key = entry.Key.StartsWith(old + ".", StringComparison.Ordinal) ? other + entry.Key[old.Length..] : entry.Key;
                writer.Copy(file, entry with { Key = key });
            }
        }

        foreach (var tensor in file.Tensors)
        {
            if (rng.Next(60) > 0)
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
            }
        }

        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Where counts, lengths, types, values, extents and offsets stand in the sound file.</summary>
    private int FindFields()
    {
        var at = 4;
        Field(4);
        var tensors = (int)Field(8);
        var entries = (int)Field(8);
        for (var i = 0; i < entries; i++)
        {
            Text();
            Value((GgufValueType)Field(4));
        }

        for (var i = 0; i < tensors; i++)
        {
            Text();
            for (var dimensions = Field(4); dimensions > 0; dimensions--)
            {
                Field(8);
            }

            Field(4);
            Field(8);
        }

        return at;

        ulong Field(int width, List<(int, int)>? into = null)
        {
            (into ?? _fields).Add((at, width));
            Span<byte> number = stackalloc byte[sizeof(ulong)];
            number.Clear();
            _source.AsSpan(at, width).CopyTo(number);
            at += width;
            return BinaryPrimitives.ReadUInt64LittleEndian(number);
        }

        void Text()
        {
            var length = (int)Field(8);
            at += length;
        }

        void Value(GgufValueType type)
        {
            if (type == GgufValueType.Array)
            {
                var element = (GgufValueType)Field(4);
                for (var count = Field(8); count > 0; count--)
                {
                    Element(element, count);
                }
            }
            else
            {
                Element(type, left: 0);
            }
        }

        void Element(GgufValueType type, ulong left)
        {
            if (type == GgufValueType.Text)
            {
                var length = BinaryPrimitives.ReadUInt64LittleEndian(_source.AsSpan(at));
                // A long list of texts would otherwise be most of what is struck.
                Field(8, left % 16 < 2 ? null : []);
                at += (int)length;
                return;
            }

            Field(GgufParser.ValueBytes(type), left % 16 < 2 ? _values : []);
        }
    }
}
