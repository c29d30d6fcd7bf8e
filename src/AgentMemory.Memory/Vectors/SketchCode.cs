using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// A vector in one byte a dimension: each value over the largest magnitude, times 127, rounded; the factor back stands in
/// front. In the file an entry is id (8 bytes), factor (4 bytes), codes (dimensions bytes); id 0 marks an empty place.
/// </summary>
internal static class SketchCode
{
    public const int HeaderBytes = 12;

    public static int Bytes(int dimensions) => HeaderBytes + dimensions;

    /// <summary>Writes an entry.</summary>
    public static void Write(long id, ReadOnlySpan<float> vector, Span<byte> entry)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        BinaryPrimitives.WriteInt64LittleEndian(entry, id);
        BinaryPrimitives.WriteSingleLittleEndian(entry[8..], largest / 127);
        Quantise(vector, largest, MemoryMarshal.Cast<byte, sbyte>(entry[HeaderBytes..]));
    }

    /// <summary>The codes of a vector whose largest magnitude is given.</summary>
    public static void Quantise(ReadOnlySpan<float> vector, float largest, Span<sbyte> codes)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            codes[i] = largest > 0 ? (sbyte)MathF.Round(vector[i] / largest * 127) : (sbyte)0;
        }
    }

    public static long Id(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadInt64LittleEndian(entry);

    public static float Factor(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadSingleLittleEndian(entry[8..]);

    public static ReadOnlySpan<sbyte> Codes(ReadOnlySpan<byte> entry) => MemoryMarshal.Cast<byte, sbyte>(entry[HeaderBytes..]);

    /// <summary>The signs of codes, one bit each, into words of 64.</summary>
    public static void Signs(ReadOnlySpan<sbyte> codes, Span<ulong> words)
    {
        words.Clear();
        var i = 0;
        for (; i + Vector256<sbyte>.Count <= codes.Length; i += Vector256<sbyte>.Count)
        {
            var bits = Vector256.GreaterThan(Vector256.Create(codes.Slice(i, Vector256<sbyte>.Count)), Vector256<sbyte>.Zero)
                .ExtractMostSignificantBits();
            words[i / 64] |= (ulong)bits << (i % 64);
        }

        for (; i < codes.Length; i++)
        {
            words[i / 64] |= codes[i] > 0 ? 1UL << (i % 64) : 0;
        }
    }

    /// <summary>Sum of products. Both of one length.</summary>
    public static int Dot(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var sums = Vector256<int>.Zero;
        var i = 0;
        for (; i + Vector256<sbyte>.Count <= left.Length; i += Vector256<sbyte>.Count)
        {
            var (a, b) = Vector256.Widen(Vector256.Create(left.Slice(i, Vector256<sbyte>.Count)));
            var (c, d) = Vector256.Widen(Vector256.Create(right.Slice(i, Vector256<sbyte>.Count)));
            // 2 x 127 x 127 still fits 16 bits.
            var (low, high) = Vector256.Widen((a * c) + (b * d));
            sums += low + high;
        }

        var sum = Vector256.Sum(sums);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
