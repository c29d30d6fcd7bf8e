using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

/// <summary>Between F32 and the two formats of 16 bits.</summary>
internal static class FloatBits
{
    /// <summary>Halves to F32; exact.</summary>
    internal static void FromHalf(ReadOnlySpan<ushort> halves, Span<float> values)
    {
        while (halves.Length >= 8)
        {
            FromHalf(Vector128.Create(halves)).CopyTo(values);
            halves = halves[8..];
            values = values[8..];
        }

        for (var i = 0; i < halves.Length; i++)
        {
            values[i] = FromHalf(Vector128.CreateScalar(halves[i]))[0];
        }
    }

    /// <summary>The upper half of each F32; exact.</summary>
    internal static void FromBrain(ReadOnlySpan<ushort> brains, Span<float> values)
    {
        while (brains.Length >= 8)
        {
            (Widen(Vector128.Create(brains)) << 16).AsSingle().CopyTo(values);
            brains = brains[8..];
            values = values[8..];
        }

        for (var i = 0; i < brains.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
        }
    }

    /// <summary>To BF16, to the nearest, a tie to even; NaN stays NaN (as ggml_compute_fp32_to_bf16).</summary>
    internal static void ToBrain(ReadOnlySpan<float> values, Span<ushort> brains)
    {
        while (values.Length >= 16)
        {
            var low = Round(Vector256.Create(values).AsUInt32());
            var high = Round(Vector256.Create(values[8..]).AsUInt32());
            Vector256.Narrow(low, high).CopyTo(brains);
            values = values[16..];
            brains = brains[16..];
        }

        for (var i = 0; i < values.Length; i++)
        {
            brains[i] = (ushort)Round(Vector256.CreateScalar(BitConverter.SingleToUInt32Bits(values[i])))[0];
        }
    }

    /// <summary>To halves, to the nearest, a tie to even.</summary>
    /// <exception cref="UnstorableNumbersException">A number is beyond the largest half.</exception>
    internal static void ToHalf(ReadOnlySpan<float> values, Span<ushort> halves)
    {
        for (var i = 0; i < values.Length; i++)
        {
            halves[i] = BitConverter.HalfToUInt16Bits((Half)values[i]);
        }

        RefuseInfinite(halves, 0x7C00, "F16");
    }

    /// <summary>Refuses numbers that were finite before they were rounded.</summary>
    internal static void RefuseInfinite(ReadOnlySpan<ushort> bits, ushort infinity, string type)
    {
        foreach (var one in bits)
        {
            if ((one & infinity) == infinity)
            {
                throw new UnstorableNumbersException($"a number is too large for {type}");
            }
        }
    }

    // Exponent and mantissa are put in place and the exponent's other bias is multiplied away, which keeps infinities and NaN; subnormal
    // halves are added to a number whose last bit is their unit, and the number is taken off (github.com/Maratyszcza/FP16).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromHalf(Vector128<ushort> halves)
    {
        var high = Widen(halves) << 16;
        var sign = high & Vector256.Create(0x8000_0000u);
        var twice = high + high;
        var normal = ((twice >>> 4) + Vector256.Create(0xE0u << 23)).AsSingle() * Vector256.Create(BitConverter.UInt32BitsToSingle(0x07800000));
        var subnormal = ((twice >>> 17) | Vector256.Create(126u << 23)).AsSingle() - Vector256.Create(0.5f);
        var chosen = Vector256.ConditionalSelect(
            Vector256.LessThan(twice, Vector256.Create(1u << 27)), subnormal.AsUInt32(), normal.AsUInt32());
        return (sign | chosen).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(Vector128<ushort> numbers)
    {
        var (low, high) = Vector128.Widen(numbers);
        return Vector256.Create(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<uint> bits)
    {
        var upper = bits >>> 16;
        var rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >>> 16;
        var isNaN = Vector256.GreaterThan(bits & Vector256.Create(0x7FFF_FFFFu), Vector256.Create(0x7F80_0000u));
        return Vector256.ConditionalSelect(isNaN, upper | Vector256.Create(64u), rounded);
    }
}
