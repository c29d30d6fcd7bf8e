using System.Runtime.InteropServices;
using AgentMemory.Gguf.Blocks;

namespace AgentMemory.Gguf;

/// <summary>
/// Stored numbers as F32 or BF16, the same as ggml's to the last bit (of a NaN only that it is one). F32 is exact but for one rounding
/// where a type adds a minimum; BF16 is that F32 rounded to the nearest, ties to even. Without state: any number of threads may call it.
/// </summary>
public static class Dequantizer
{
    // Numbers that are rounded to BF16 at once: whole blocks of every type, within the first cache.
    private const int PieceElements = 2_048;

    /// <summary>Whether numbers of a type can be read: all others are refused.</summary>
    public static bool CanRead(GgmlType type) => type is GgmlType.F32 or GgmlType.F16 or GgmlType.BF16 or GgmlType.Q8_0
        or GgmlType.Q4_0 or GgmlType.Q4_1 or GgmlType.Q5_0 or GgmlType.Q5_1
        or GgmlType.Q2_K or GgmlType.Q3_K or GgmlType.Q4_K or GgmlType.Q5_K or GgmlType.Q6_K
        or GgmlType.IQ4_NL or GgmlType.IQ4_XS;

    /// <summary>Numbers as F32.</summary>
    /// <param name="type">One that <see cref="CanRead"/>.</param>
    /// <param name="blocks">Whole blocks.</param>
    /// <param name="values">Filled whole; as many as the blocks have numbers.</param>
    /// <exception cref="ArgumentException">The type cannot be read, or the lengths do not belong together.</exception>
    public static void ToF32(GgmlType type, ReadOnlySpan<byte> blocks, Span<float> values)
    {
        CheckLengths(type, blocks.Length, values.Length);
        switch (type)
        {
            case GgmlType.F32:
                blocks.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case GgmlType.F16:
                FloatBits.FromHalf(MemoryMarshal.Cast<byte, ushort>(blocks), values);
                break;
            case GgmlType.BF16:
                FloatBits.FromBrain(MemoryMarshal.Cast<byte, ushort>(blocks), values);
                break;
            default:
                DecodeAll(type, blocks, values);
                break;
        }
    }

    /// <summary>Numbers as BF16, each the 16 upper bits of an F32.</summary>
    /// <param name="type">One that <see cref="CanRead"/>.</param>
    /// <param name="blocks">Whole blocks.</param>
    /// <param name="bits">Filled whole; as many as the blocks have numbers.</param>
    /// <exception cref="ArgumentException">The type cannot be read, or the lengths do not belong together.</exception>
    public static void ToBF16(GgmlType type, ReadOnlySpan<byte> blocks, Span<ushort> bits)
    {
        CheckLengths(type, blocks.Length, bits.Length);
        if (type == GgmlType.BF16)
        {
            blocks.CopyTo(MemoryMarshal.AsBytes(bits));
            return;
        }

        Span<float> piece = stackalloc float[PieceElements];
        while (bits.Length > 0)
        {
            var values = piece[..Math.Min(PieceElements, bits.Length)];
            var bytes = (int)GgmlTypeLayout.RowBytes(type, values.Length);
            ToF32(type, blocks[..bytes], values);
            FloatBits.ToBrain(values, bits);
            blocks = blocks[bytes..];
            bits = bits[values.Length..];
        }
    }

    private static void DecodeAll(GgmlType type, ReadOnlySpan<byte> blocks, Span<float> values)
    {
        switch (type)
        {
            case GgmlType.Q8_0:
                DecodeAll<Q8Scaled>(blocks, values);
                break;
            case GgmlType.Q4_0:
                DecodeAll<Q4Scaled>(blocks, values);
                break;
            case GgmlType.Q4_1:
                DecodeAll<Q4ScaledAndAdded>(blocks, values);
                break;
            case GgmlType.Q5_0:
                DecodeAll<Q5Scaled>(blocks, values);
                break;
            case GgmlType.Q5_1:
                DecodeAll<Q5ScaledAndAdded>(blocks, values);
                break;
            case GgmlType.Q2_K:
                DecodeAll<Q2Super>(blocks, values);
                break;
            case GgmlType.Q3_K:
                DecodeAll<Q3Super>(blocks, values);
                break;
            case GgmlType.Q4_K:
                DecodeAll<Q4Super>(blocks, values);
                break;
            case GgmlType.Q5_K:
                DecodeAll<Q5Super>(blocks, values);
                break;
            case GgmlType.Q6_K:
                DecodeAll<Q6Super>(blocks, values);
                break;
            case GgmlType.IQ4_NL:
                DecodeAll<Uneven4>(blocks, values);
                break;
            default:
                DecodeAll<Uneven4Super>(blocks, values);
                break;
        }
    }

    private static void DecodeAll<TFormat>(ReadOnlySpan<byte> blocks, Span<float> values)
        where TFormat : struct, IBlockFormat
    {
        while (blocks.Length > 0)
        {
            TFormat.Decode(blocks[..TFormat.Bytes], values[..TFormat.Elements]);
            blocks = blocks[TFormat.Bytes..];
            values = values[TFormat.Elements..];
        }
    }

    private static void CheckLengths(GgmlType type, int bytes, int elements)
    {
        if (!CanRead(type))
        {
            throw new ArgumentException($"numbers of type {type} cannot be read", nameof(type));
        }

        if (GgmlTypeLayout.RowBytes(type, elements) != bytes)
        {
            throw new ArgumentException($"{elements} numbers of type {type} are not {bytes} bytes", nameof(elements));
        }
    }
}
