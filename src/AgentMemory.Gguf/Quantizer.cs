using System.Runtime.InteropServices;
using AgentMemory.Gguf.Blocks;

namespace AgentMemory.Gguf;

/// <summary>
/// Numbers stored as a type, with the same bytes as ggml's quantize_chunk without an importance matrix. Without state: any number of
/// threads may call it.
/// </summary>
public static class Quantizer
{
    private const int RowsApart = 64;

    /// <summary>Whether numbers can be stored as a type: all others are refused.</summary>
    public static bool CanWrite(GgmlType type) => type is GgmlType.F32 or GgmlType.F16 or GgmlType.BF16 or GgmlType.Q8_0
        or GgmlType.Q4_0 or GgmlType.Q4_1 or GgmlType.Q5_0 or GgmlType.Q5_1
        or GgmlType.Q2_K or GgmlType.Q3_K or GgmlType.Q4_K or GgmlType.Q5_K or GgmlType.Q6_K or GgmlType.IQ4_NL;

    /// <summary>Numbers as whole blocks.</summary>
    /// <param name="type">One that <see cref="CanWrite"/>.</param>
    /// <param name="values">Finite; whole blocks of them.</param>
    /// <param name="blocks">Filled whole; as many bytes as the numbers take.</param>
    /// <exception cref="ArgumentException">The type cannot be written, the lengths do not belong together, or a number is not finite.</exception>
    public static void FromF32(GgmlType type, ReadOnlySpan<float> values, Span<byte> blocks)
    {
        if (!CanWrite(type))
        {
            throw new ArgumentException($"numbers cannot be stored as {type}", nameof(type));
        }

        if (GgmlTypeLayout.RowBytes(type, values.Length) != blocks.Length)
        {
            throw new ArgumentException($"{values.Length} numbers of type {type} are not {blocks.Length} bytes", nameof(blocks));
        }

        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException($"{value} is no finite number and cannot be stored as {type}", nameof(values));
            }
        }

        switch (type)
        {
            case GgmlType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(blocks);
                break;
            case GgmlType.F16:
                FloatBits.ToHalf(values, MemoryMarshal.Cast<byte, Half>(blocks));
                break;
            case GgmlType.BF16:
                FloatBits.ToBrain(values, MemoryMarshal.Cast<byte, ushort>(blocks));
                break;
            default:
                EncodeAll(type, values, blocks);
                break;
        }
    }

    /// <summary>Adds a tensor from numbers, stored as <paramref name="type"/>.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="name">At most 63 bytes.</param>
    /// <param name="extents">Fastest dimension first.</param>
    /// <param name="type">One that <see cref="CanWrite"/>.</param>
    /// <param name="values">As many as the extents say, the first dimension running fastest.</param>
    /// <exception cref="ArgumentException">As for <see cref="FromF32"/>.</exception>
    public static void Add(this GgufWriter writer, string name, ReadOnlySpan<long> extents, GgmlType type, ReadOnlyMemory<float> values)
    {
        if (type == GgmlType.F32)
        {
            writer.Add(name, extents, values.Span);
            return;
        }

        var width = (int)extents[0];
        var rowBytes = (int)GgmlTypeLayout.RowBytes(type, width);
        if (values.Length % width != 0)
        {
            throw new ArgumentException($"'{name}' takes whole rows of {width} numbers, not {values.Length}", nameof(values));
        }

        var rows = values.Length / width;
        var data = new byte[checked((long)rowBytes * rows)];
        // A few rows at a time to each core; rows do not know of each other.
        Parallel.For(0, (rows + RowsApart - 1) / RowsApart, part =>
        {
            var last = Math.Min(rows, (part + 1) * RowsApart);
            for (var row = part * RowsApart; row < last; row++)
            {
                FromF32(type, values.Span.Slice(row * width, width), data.AsSpan(row * rowBytes, rowBytes));
            }
        });
        writer.AddStored(name, extents, type, data);
    }

    private static void EncodeAll(GgmlType type, ReadOnlySpan<float> values, Span<byte> blocks)
    {
        switch (type)
        {
            case GgmlType.Q8_0:
                EncodeAll<Q8Scaled>(values, blocks);
                break;
            case GgmlType.Q4_0:
                EncodeAll<Q4Scaled>(values, blocks);
                break;
            case GgmlType.Q4_1:
                EncodeAll<Q4ScaledAndAdded>(values, blocks);
                break;
            case GgmlType.Q5_0:
                EncodeAll<Q5Scaled>(values, blocks);
                break;
            case GgmlType.Q5_1:
                EncodeAll<Q5ScaledAndAdded>(values, blocks);
                break;
            case GgmlType.Q2_K:
                EncodeAll<Q2Super>(values, blocks);
                break;
            case GgmlType.Q3_K:
                EncodeAll<Q3Super>(values, blocks);
                break;
            case GgmlType.Q4_K:
                EncodeAll<Q4Super>(values, blocks);
                break;
            case GgmlType.Q5_K:
                EncodeAll<Q5Super>(values, blocks);
                break;
            case GgmlType.Q6_K:
                EncodeAll<Q6Super>(values, blocks);
                break;
            default:
                EncodeAll<Uneven4>(values, blocks);
                break;
        }
    }

    private static void EncodeAll<TFormat>(ReadOnlySpan<float> values, Span<byte> blocks)
        where TFormat : struct, IBlockQuantizer
    {
        while (blocks.Length > 0)
        {
            TFormat.Encode(values[..TFormat.Elements], blocks[..TFormat.Bytes]);
            values = values[TFormat.Elements..];
            blocks = blocks[TFormat.Bytes..];
        }
    }
}
