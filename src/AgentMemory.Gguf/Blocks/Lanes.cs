using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

/// <summary>Sixteen small whole numbers at a time: taken from packed bits, and scaled to F32.</summary>
internal static class Lanes
{
    internal const int Count = 16;

    /// <summary>A half as F32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Load(ReadOnlySpan<byte> bytes) => Vector128.Create(bytes);

    /// <summary>The lower four bits of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Low(Vector128<byte> packed) => packed & Vector128.Create((byte)0x0F);

    /// <summary>The upper four bits of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> High(Vector128<byte> packed) => packed >>> 4;

    /// <summary>Two bits of each, from this one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Two(Vector128<byte> packed, int shift) => (packed >>> shift) & Vector128.Create((byte)3);

    /// <summary><paramref name="value"/> in every lane whose bit of the mask is set in <paramref name="packed"/>, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Where(Vector128<byte> packed, Vector128<byte> mask, byte value) =>
        ~Vector128.Equals(packed & mask, Vector128<byte>.Zero) & Vector128.Create(value);

    /// <summary><paramref name="value"/> in lane i where bit i is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Spread(int bits, byte value) => Where(
        Vector128.Shuffle(
            Vector128.Create((ushort)bits).AsByte(), Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)),
        Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128),
        value);

    /// <summary>Each number times the scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Scale(Vector128<sbyte> numbers, float scale, Span<float> values)
    {
        var factor = Vector256.Create(scale);
        var (low, high) = Floats(numbers);
        (low * factor).CopyTo(values);
        (high * factor).CopyTo(values[8..]);
    }

    /// <summary>Each number times the scale, and the addend. Rounded once: the product of a half and these few bits is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ScaleAndAdd(Vector128<sbyte> numbers, float scale, float addend, Span<float> values)
    {
        var factor = Vector256.Create(scale);
        var added = Vector256.Create(addend);
        var (low, high) = Floats(numbers);
        ((low * factor) + added).CopyTo(values);
        ((high * factor) + added).CopyTo(values[8..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Floats(Vector128<sbyte> numbers)
    {
        var (low, high) = Vector128.Widen(numbers);
        return (Floats(low), Floats(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Floats(Vector128<short> numbers)
    {
        var (low, high) = Vector128.Widen(numbers);
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }
}
