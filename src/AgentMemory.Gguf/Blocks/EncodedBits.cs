using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

/// <summary>Rounding to whole numbers and to halves, as ggml's quantisers round.</summary>
internal static class EncodedBits
{
    // 1.5 * 2^23: a number that is added to it loses its fraction, and the last 23 bits are the whole number plus 2^22.
    private const float WholeUnit = 12_582_912;
    private const int WholeMask = 0x007F_FFFF;
    private const int WholeOrigin = 0x0040_0000;

    // The largest number under one half: with a half itself the number before 0.5 would be rounded up.
    private const float UnderHalf = 0.49999997f;

    /// <summary>
    /// The nearest whole number, a tie to even (ggml's nearest_int). From 2^22 on the result wraps; an infinity gives the least number and NaN
    /// gives 0: numbers far out of range are clamped afterwards, and the bits must be ggml's there too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Nearest(float value) => (BitConverter.SingleToInt32Bits(value + WholeUnit) & WholeMask) - WholeOrigin;

    /// <inheritdoc cref="Nearest(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Nearest(Vector256<float> values) =>
        ((values + Vector256.Create(WholeUnit)).AsInt32() & Vector256.Create(WholeMask)) - Vector256.Create(WholeOrigin);

    /// <summary>The nearest whole number within bounds, as F32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Nearest(Vector256<float> values, int least, int most) => Vector256.ConvertToSingle(
        Vector256.Max(Vector256.Create(least), Vector256.Min(Vector256.Create(most), Nearest(values))));

    /// <summary>The nearest whole number, a tie away from zero (C's roundf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> NearestAwayFromZero(Vector256<float> values) =>
        Vector256.ConvertToInt32(Vector256.Truncate(values + Vector256.CopySign(Vector256.Create(UnderHalf), values)));

    /// <summary>Writes a half, rounded to the nearest, a tie to even, and gives it back as F32.</summary>
    /// <exception cref="UnstorableNumbersException">It is beyond the largest half.</exception>
    internal static float PutHalf(Span<byte> bytes, float value)
    {
        var half = (Half)value;
        if (!Half.IsFinite(half))
        {
            throw new UnstorableNumbersException($"the numbers are too large: their scale or minimum must not be over 65504, the largest half");
        }

        BinaryPrimitives.WriteHalfLittleEndian(bytes, half);
        return (float)half;
    }
}
