using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// The scale that maps the number furthest from zero onto the table's first value is varied in fifteen steps; the squared numbers weigh the
// errors (quantize_row_iq4_nl_impl with its search, which ggml_quantize_chunk asks for).

internal static class UnevenFit
{
    // A part whose numbers are all nearer to zero counts as zeros (GROUP_MAX_EPS).
    private const float Negligible = 1e-15f;
    private const int StepMax = 7;

    private static ReadOnlySpan<int> Values => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>The best scale of thirty-two numbers.</summary>
    internal static float Scale(ReadOnlySpan<float> numbers)
    {
        var extreme = PartLanes.Extreme(numbers);
        if (Math.Abs(extreme) < Negligible)
        {
            return 0;
        }

        var (product, square) = Sums(numbers, 1 / (-extreme / Values[0]));
        var scale = square > 0 ? product / square : 0;
        var best = scale * product;
        for (var step = -StepMax; step <= StepMax; step++)
        {
            (product, square) = Sums(numbers, (step + Values[0]) / extreme);
            if (square > 0 && product * product > best * square)
            {
                scale = product / square;
                best = scale * product;
            }
        }

        return scale;
    }

    /// <summary>The nearest of the table's values for each of thirty-two numbers: byte i holds the names of numbers i and i + 16.</summary>
    internal static void Put(ReadOnlySpan<float> numbers, float reciprocal, Span<byte> bytes)
    {
        var factor = Vector256.Create(reciprocal);
        var names = ThirtyTwo.Narrow(
            Nearest(Vector256.Create(numbers) * factor).Name,
            Nearest(Vector256.Create(numbers[8..]) * factor).Name,
            Nearest(Vector256.Create(numbers[16..]) * factor).Name,
            Nearest(Vector256.Create(numbers[24..]) * factor).Name);
        ThirtyTwo.PutLow(names, bytes);
    }

    // The sums of weight * value * number and of weight * value^2, in the numbers' order.
    private static (float Product, float Square) Sums(ReadOnlySpan<float> numbers, float reciprocal)
    {
        Span<float> products = stackalloc float[32];
        Span<float> squares = stackalloc float[32];
        for (var i = 0; i < 32; i += 8)
        {
            var number = Vector256.Create(numbers[i..]);
            var value = Vector256.ConvertToSingle(Nearest(number * Vector256.Create(reciprocal)).Value);
            var weighted = number * number * value;
            (weighted * number).CopyTo(products[i..]);
            (weighted * value).CopyTo(squares[i..]);
        }

        var (product, square) = (0f, 0f);
        for (var i = 0; i < 32; i++)
        {
            product += products[i];
            square += squares[i];
        }

        return (product, square);
    }

    // A number has the name of a value once it has come to the middle between that value and the one before; twice the number is compared
    // with the sum of the two, which is exact.
    private static (Vector256<int> Name, Vector256<int> Value) Nearest(Vector256<float> numbers)
    {
        var twice = numbers + numbers;
        var (name, value) = (Vector256<int>.Zero, Vector256.Create(Values[0]));
        for (var i = 1; i < Values.Length; i++)
        {
            var isReached = Vector256.GreaterThanOrEqual(twice, Vector256.Create((float)(Values[i - 1] + Values[i]))).AsInt32();
            name -= isReached;
            value += isReached & Vector256.Create(Values[i] - Values[i - 1]);
        }

        return (name, value);
    }
}

internal readonly partial struct Uneven4
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = UnevenFit.Scale(values);
        EncodedBits.PutHalf(block, scale);
        UnevenFit.Put(values, scale != 0 ? 1 / scale : 0, block[2..]);
    }
}

internal readonly partial struct Uneven4Super
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<float> scales = stackalloc float[8];
        for (var part = 0; part < 8; part++)
        {
            scales[part] = UnevenFit.Scale(values.Slice(32 * part, 32));
        }

        block[..8].Clear();
        var scale = -PartLanes.Extreme(scales) / 32;
        EncodedBits.PutHalf(block, scale);
        var reciprocal = scale != 0 ? 1 / scale : 0;
        var upper = 0;
        for (var part = 0; part < 8; part++)
        {
            var factor = Math.Clamp(EncodedBits.Nearest(reciprocal * scales[part]), -32, 31);
            // The codes are those of the scale before it is rounded to a half.
            var partScale = scale * factor;
            UnevenFit.Put(values.Slice(32 * part, 32), partScale != 0 ? 1 / partScale : 0, block[(8 + (16 * part))..]);
            block[4 + (part / 2)] |= (byte)(((factor + 32) & 0x0F) << (4 * (part % 2)));
            upper |= (factor + 32) >> 4 << (2 * part);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(block[2..], (ushort)upper);
    }
}
