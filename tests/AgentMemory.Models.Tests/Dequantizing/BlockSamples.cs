using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests.Dequantizing;

/// <summary>Numbers and blocks from fixed seeds, and the hashes under which golden.txt keeps what ggml made of them.</summary>
internal static class BlockSamples
{
    internal const int Blocks = 256;

    internal static readonly string[] Kinds =
        ["random", "wide", "tiny", "huge", "sparse", "constant", "zero", "positive", "negative", "one-large", "subnormal", "ramp"];

    /// <summary>Types with the places of their halves within a block.</summary>
    internal static readonly Dictionary<GgmlType, int[]> Halves = new()
    {
        [GgmlType.F16] = [0],
        [GgmlType.BF16] = [],
        [GgmlType.F32] = [],
        [GgmlType.Q8_0] = [0],
        [GgmlType.Q4_0] = [0],
        [GgmlType.Q4_1] = [0, 2],
        [GgmlType.Q5_0] = [0],
        [GgmlType.Q5_1] = [0, 2],
        [GgmlType.Q2_K] = [80, 82],
        [GgmlType.Q3_K] = [108],
        [GgmlType.Q4_K] = [0, 2],
        [GgmlType.Q5_K] = [0, 2],
        [GgmlType.Q6_K] = [208],
        [GgmlType.IQ4_NL] = [0],
        [GgmlType.IQ4_XS] = [0],
    };

    /// <summary>Zero, smallest and largest subnormal, smallest normal, one, largest, infinity, NaN; each with both signs.</summary>
    private static readonly ushort[] ExtremeHalves =
        [.. new ushort[] { 0, 1, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0x7C00, 0x7C01, 0x7E00 }.SelectMany(h => new[] { h, (ushort)(h | 0x8000) })];

    /// <summary>Numbers of a kind, 16 rows of 256.</summary>
    internal static float[] Numbers(string kind)
    {
        var rng = new Rng(20_261_130).Fork(kind);
        var values = new float[16 * 256];
        for (var i = 0; i < values.Length; i++)
        {
            var gauss = (float)rng.NextGaussian();
            values[i] = kind switch
            {
                "wide" => gauss * MathF.ScaleB(1, rng.Next(-12, 13)),
                "tiny" => gauss * 1e-7f,
                "huge" => gauss * 1e4f,
                "sparse" => rng.Next(20) == 0 ? gauss : 0,
                "constant" => 0.37f,
                "zero" => 0,
                "positive" => MathF.Abs(gauss),
                "negative" => -MathF.Abs(gauss) - 1,
                "one-large" => i % 256 == 77 ? 50 : gauss * 0.01f,
                "subnormal" => gauss * 1e-39f,
                "ramp" => ((i % 256) - 128) / 64f,
                _ => gauss,
            };
        }

        return values;
    }

    /// <summary>Blocks of random bytes.</summary>
    internal static byte[] RandomBlocks(GgmlType type, int blocks, out int elements)
    {
        Assert.True(GgmlTypeLayout.TryGet(type, out var layout));
        elements = blocks * layout.BlockElements;
        var bytes = new byte[blocks * layout.BlockBytes];
        var rng = new Rng(20_261_130 + (ulong)type);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)rng.Next(256);
        }

        return bytes;
    }

    /// <summary>The same, with every pair of extreme halves as scale and minimum.</summary>
    internal static byte[] ExtremeBlocks(GgmlType type, out int elements)
    {
        var places = Halves[type];
        var pairs = ExtremeHalves.SelectMany(first => ExtremeHalves.Select(second => (first, second))).ToList();
        var blocks = RandomBlocks(type, pairs.Count, out elements);
        var blockBytes = blocks.Length / pairs.Count;
        for (var i = 0; i < pairs.Count && places.Length > 0; i++)
        {
            MemoryMarshal.Write(blocks.AsSpan((i * blockBytes) + places[0]), pairs[i].first);
            MemoryMarshal.Write(blocks.AsSpan((i * blockBytes) + places[^1]), places.Length > 1 ? pairs[i].second : pairs[i].first);
        }

        return blocks;
    }

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of the bits of the numbers; all NaN are the same.</summary>
    internal static string Hash(float[] values) =>
        Hash(MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => float.IsNaN(value) ? float.NaN : value)));
}
