using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// The scale maps the number furthest from zero, or the range from the least to the greatest number, onto the codes; each number takes the
// nearest code of the scale before that is rounded to a half. If the scale is so small that its reciprocal is infinite, all codes are 0:
// the scale as a half is 0 then, and ggml's conversion of infinities to whole numbers leaves 0 on x86 (on other processors C leaves it open).

internal readonly partial struct Q8Scaled
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var numbers = new ThirtyTwo(values);
        var scale = numbers.GreatestMagnitude() / 127;
        EncodedBits.PutHalf(block, scale);
        if (!ThirtyTwo.TryReciprocal(scale, out var reciprocal))
        {
            block[2..].Clear();
            return;
        }

        ThirtyTwo.Narrow(
            EncodedBits.NearestAwayFromZero(numbers.First * reciprocal),
            EncodedBits.NearestAwayFromZero(numbers.Second * reciprocal),
            EncodedBits.NearestAwayFromZero(numbers.Third * reciprocal),
            EncodedBits.NearestAwayFromZero(numbers.Fourth * reciprocal)).CopyTo(block[2..]);
    }
}

internal readonly partial struct Q4Scaled
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var numbers = new ThirtyTwo(values);
        var scale = numbers.Extreme(values) / -8;
        EncodedBits.PutHalf(block, scale);
        ThirtyTwo.PutLow(numbers.Codes(0, scale, 8.5f, 15), block[2..]);
    }
}

internal readonly partial struct Q4ScaledAndAdded
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var numbers = new ThirtyTwo(values);
        var (least, greatest) = numbers.Bounds(values);
        var scale = (greatest - least) / 15;
        EncodedBits.PutHalf(block, scale);
        EncodedBits.PutHalf(block[2..], least);
        ThirtyTwo.PutLow(numbers.Codes(least, scale, 0.5f, 15), block[4..]);
    }
}

internal readonly partial struct Q5Scaled
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var numbers = new ThirtyTwo(values);
        var scale = numbers.Extreme(values) / -16;
        EncodedBits.PutHalf(block, scale);
        var codes = numbers.Codes(0, scale, 16.5f, 31);
        ThirtyTwo.PutFifth(codes, block[2..]);
        ThirtyTwo.PutLow(codes, block[6..]);
    }
}

internal readonly partial struct Q5ScaledAndAdded
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var numbers = new ThirtyTwo(values);
        var (least, greatest) = numbers.Bounds(values);
        var scale = (greatest - least) / 31;
        EncodedBits.PutHalf(block, scale);
        EncodedBits.PutHalf(block[2..], least);
        var codes = numbers.Codes(least, scale, 0.5f, 31);
        ThirtyTwo.PutFifth(codes, block[4..]);
        ThirtyTwo.PutLow(codes, block[8..]);
    }
}

/// <summary>The thirty-two numbers of a plain block, and their codes.</summary>
internal readonly ref struct ThirtyTwo
{
    internal readonly Vector256<float> First;
    internal readonly Vector256<float> Second;
    internal readonly Vector256<float> Third;
    internal readonly Vector256<float> Fourth;

    internal ThirtyTwo(ReadOnlySpan<float> values)
    {
        First = Vector256.Create(values);
        Second = Vector256.Create(values[8..]);
        Third = Vector256.Create(values[16..]);
        Fourth = Vector256.Create(values[24..]);
    }

    /// <summary>False where the scale is 0 or its reciprocal is infinite.</summary>
    internal static bool TryReciprocal(float scale, out float reciprocal)
    {
        reciprocal = scale == 0 ? 0 : 1 / scale;
        return scale != 0 && float.IsFinite(reciprocal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Narrow(Vector256<int> first, Vector256<int> second, Vector256<int> third, Vector256<int> fourth) =>
        Vector256.Narrow(Vector256.Narrow(first, second), Vector256.Narrow(third, fourth)).AsByte();

    /// <summary>The lower four bits: byte i holds codes i and i + 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PutLow(Vector256<byte> codes, Span<byte> bytes) =>
        (Lanes.Low(codes.GetLower()) | (Lanes.Low(codes.GetUpper()) << 4)).CopyTo(bytes);

    /// <summary>The fifth bits of all codes, as one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PutFifth(Vector256<byte> codes, Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (codes << 3).ExtractMostSignificantBits());

    internal float GreatestMagnitude()
    {
        var greatest = Vector256.Max(
            Vector256.Max(Vector256.Abs(First), Vector256.Abs(Second)), Vector256.Max(Vector256.Abs(Third), Vector256.Abs(Fourth)));
        var quarter = Vector128.Max(greatest.GetLower(), greatest.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }

    /// <summary>The number furthest from zero with its sign; of two equally far the first.</summary>
    internal float Extreme(ReadOnlySpan<float> values)
    {
        var greatest = Vector256.Create(GreatestMagnitude());
        var places = Vector256.Equals(Vector256.Abs(First), greatest).ExtractMostSignificantBits()
            | (Vector256.Equals(Vector256.Abs(Second), greatest).ExtractMostSignificantBits() << 8)
            | (Vector256.Equals(Vector256.Abs(Third), greatest).ExtractMostSignificantBits() << 16)
            | (Vector256.Equals(Vector256.Abs(Fourth), greatest).ExtractMostSignificantBits() << 24);
        // A block of zeros has the extreme +0, whatever the signs of its zeros.
        return greatest[0] == 0 ? 0 : values[BitOperations.TrailingZeroCount(places)];
    }

    /// <summary>The least and the greatest number; of a zero with both signs the first.</summary>
    internal (float Least, float Greatest) Bounds(ReadOnlySpan<float> values)
    {
        var low = Vector256.Min(Vector256.Min(First, Second), Vector256.Min(Third, Fourth));
        var high = Vector256.Max(Vector256.Max(First, Second), Vector256.Max(Third, Fourth));
        var (lower, upper) = (Vector128.Min(low.GetLower(), low.GetUpper()), Vector128.Max(high.GetLower(), high.GetUpper()));
        var least = MathF.Min(MathF.Min(lower[0], lower[1]), MathF.Min(lower[2], lower[3]));
        var greatest = MathF.Max(MathF.Max(upper[0], upper[1]), MathF.Max(upper[2], upper[3]));
        if (least == 0)
        {
            // The minimum is stored with its sign, and a vector's minimum knows no first.
            foreach (var value in values)
            {
                if (value == 0)
                {
                    return (value, greatest);
                }
            }
        }

        return (least, greatest);
    }

    /// <summary>
    /// (number - origin) / scale + shift, cut to a whole number of at most <paramref name="most"/>. It never is below zero: the shift is more
    /// than the least number's share.
    /// </summary>
    internal Vector256<byte> Codes(float origin, float scale, float shift, int most)
    {
        if (!TryReciprocal(scale, out var reciprocal))
        {
            // With a scale of 0 the reciprocal counts as 0, and each number has the code of the origin itself.
            return Vector256.Create((byte)(scale == 0 ? (int)shift : 0));
        }

        var (from, factor, added, limit) = (Vector256.Create(origin), Vector256.Create(reciprocal), Vector256.Create(shift), Vector256.Create(most));
        return Narrow(Code(First), Code(Second), Code(Third), Code(Fourth));

        Vector256<int> Code(Vector256<float> numbers) =>
            Vector256.Min(limit, Vector256.ConvertToInt32(((numbers - from) * factor) + added));
    }
}
