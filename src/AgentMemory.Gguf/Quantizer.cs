using System.Runtime.InteropServices;
using AgentMemory.Gguf.Blocks;

namespace AgentMemory.Gguf;

/// <summary>
/// F32 numbers as stored blocks of every type that <see cref="Dequantizer"/> reads, without an importance matrix: the same bytes as ggml's
/// ggml_quantize_chunk where its compiler fuses no multiplication with an addition, as on x86-64. Where it fuses (arm64), a search among
/// scales may end at another, equally good one; F16, BF16, Q8_0, Q4_0, Q5_0 and halves are the same everywhere but for codes on a tie.
/// Without state: any number of threads may call it.
/// </summary>
public static class Quantizer
{
    // Numbers that one thread takes at once: whole blocks of every type, and long enough that handing them out costs nothing.
    private const int PieceElements = 65_536;

    /// <summary>Numbers as blocks, by up to so many threads.</summary>
    /// <param name="type">One that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="values">Whole blocks of finite numbers.</param>
    /// <param name="threadsMax">At least 1.</param>
    /// <exception cref="ArgumentException">The type cannot be written, or the numbers are not whole blocks.</exception>
    /// <exception cref="UnstorableNumbersException">A number is not finite, or too large for the type.</exception>
    public static byte[] FromF32(GgmlType type, float[] values, int threadsMax)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(threadsMax, 1);
        var blocks = new byte[GgmlTypeLayout.RowBytes(type, values.Length)];
        CheckLengths(type, values.Length, blocks.Length);
        var pieces = (values.Length + PieceElements - 1) / PieceElements;
        if (threadsMax == 1 || pieces <= 1)
        {
            FromF32(type, values, blocks);
            return blocks;
        }

        var pieceBytes = (int)GgmlTypeLayout.RowBytes(type, PieceElements);
        // The first piece's refusal is given, whichever thread comes first.
        var refusals = new UnstorableNumbersException?[pieces];
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threadsMax }, piece =>
        {
            var numbers = values.AsSpan(piece * PieceElements, Math.Min(PieceElements, values.Length - (piece * PieceElements)));
            var to = blocks.AsSpan(piece * pieceBytes, Math.Min(pieceBytes, blocks.Length - (piece * pieceBytes)));
            try
            {
                Encode(type, numbers, to, piece * PieceElements);
            }
            catch (UnstorableNumbersException e)
            {
                refusals[piece] = e;
            }
        });
        return Array.Find(refusals, r => r is not null) is { } refusal ? throw refusal : blocks;
    }

    /// <summary>Numbers as blocks.</summary>
    /// <param name="type">One that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="values">Whole blocks of finite numbers.</param>
    /// <param name="blocks">Filled whole.</param>
    /// <exception cref="ArgumentException">The type cannot be written, or the lengths do not belong together.</exception>
    /// <exception cref="UnstorableNumbersException">A number is not finite, or too large for the type.</exception>
    public static void FromF32(GgmlType type, ReadOnlySpan<float> values, Span<byte> blocks)
    {
        CheckLengths(type, values.Length, blocks.Length);
        Encode(type, values, blocks, 0);
    }

    private static void Encode(GgmlType type, ReadOnlySpan<float> values, Span<byte> blocks, int first)
    {
        CheckFinite(values, first);
        switch (type)
        {
            case GgmlType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(blocks);
                break;
            case GgmlType.F16:
                FloatBits.ToHalf(values, MemoryMarshal.Cast<byte, ushort>(blocks));
                break;
            case GgmlType.BF16:
                var brains = MemoryMarshal.Cast<byte, ushort>(blocks);
                FloatBits.ToBrain(values, brains);
                FloatBits.RefuseInfinite(brains, 0x7F80, "BF16");
                break;
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
            case GgmlType.IQ4_NL:
                EncodeAll<Uneven4>(values, blocks);
                break;
            default:
                EncodeAll<Uneven4Super>(values, blocks);
                break;
        }
    }

    private static void EncodeAll<TFormat>(ReadOnlySpan<float> values, Span<byte> blocks)
        where TFormat : struct, IBlockFormat
    {
        while (blocks.Length > 0)
        {
            TFormat.Encode(values[..TFormat.Elements], blocks[..TFormat.Bytes]);
            values = values[TFormat.Elements..];
            blocks = blocks[TFormat.Bytes..];
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> values, int first)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new UnstorableNumbersException($"number {first + i} is {(float.IsNaN(values[i]) ? "NaN" : "infinite")}");
            }
        }
    }

    private static void CheckLengths(GgmlType type, int elements, int bytes)
    {
        if (!Dequantizer.CanRead(type))
        {
            throw new ArgumentException($"numbers cannot be stored as {type}", nameof(type));
        }

        if (GgmlTypeLayout.RowBytes(type, elements) != bytes)
        {
            throw new ArgumentException($"{elements} numbers of type {type} are not {bytes} bytes", nameof(elements));
        }
    }
}
