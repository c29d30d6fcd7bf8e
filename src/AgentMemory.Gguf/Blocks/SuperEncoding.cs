using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// Each part's scale (and minimum) is fitted, the parts' scales are rounded to a few bits of the block's one scale, and each number takes the
// nearest code of the scale that is stored. A part whose stored scale is 0 keeps the codes of its fit.

internal readonly partial struct Q2Super
{
    private static readonly MinimumSearch Search = new(CodeMax: 3, First: -0.5f, Steps: 15, Absolute: true);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<Vector256<float>> numbers = stackalloc Vector256<float>[32];
        Span<Vector256<float>> codes = stackalloc Vector256<float>[32];
        Span<Vector256<float>> weights = stackalloc Vector256<float>[16];
        Span<float> scales = stackalloc float[16];
        Span<float> minima = stackalloc float[16];
        PartLanes.Load(values, 16, numbers);
        for (var group = 0; group < 2; group++)
        {
            var part = numbers.Slice(16 * group, 16);
            for (var i = 0; i < 16; i++)
            {
                weights[i] = Vector256.Abs(part[i]);
            }

            var (scale, minimum) = LaneFits.WithMinimum(part, weights, codes.Slice(16 * group, 16), Search);
            scale.CopyTo(scales[(8 * group)..]);
            minimum.CopyTo(minima[(8 * group)..]);
        }

        var factors = block[..16];
        factors.Clear();
        var (storedScale, storedMinimum) = (PutFactors(scales, 0, factors, block[80..]), PutFactors(minima, 4, factors, block[82..]));
        for (var part = 0; part < 16; part++)
        {
            scales[part] = storedScale * (factors[part] & 0x0F);
            minima[part] = storedMinimum * (factors[part] >> 4);
        }

        for (var group = 0; group < 2; group++)
        {
            PartLanes.Round(
                numbers.Slice(16 * group, 16), scales[(8 * group)..], minima[(8 * group)..], 0, 3, codes.Slice(16 * group, 16));
        }

        Span<byte> bytes = stackalloc byte[256];
        PartLanes.Store(codes, 16, bytes);
        PartLanes.PutTwoBits(bytes, block[16..80]);
    }

    // Four bits for each part, from the greatest on; a scale below zero wraps, as in ggml.
    private static float PutFactors(ReadOnlySpan<float> parts, int shift, Span<byte> factors, Span<byte> half)
    {
        var greatest = PartLanes.GreatestAboveZero(parts);
        if (greatest > 0)
        {
            var reciprocal = 15 / greatest;
            for (var part = 0; part < 16; part++)
            {
                factors[part] |= unchecked((byte)(EncodedBits.Nearest(reciprocal * parts[part]) << shift));
            }
        }

        return EncodedBits.PutHalf(half, greatest / 15);
    }
}

internal readonly partial struct Q3Super
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<Vector256<float>> numbers = stackalloc Vector256<float>[32];
        Span<Vector256<float>> codes = stackalloc Vector256<float>[32];
        Span<float> scales = stackalloc float[16];
        PartLanes.Load(values, 16, numbers);
        for (var group = 0; group < 2; group++)
        {
            LaneFits.SymmetricByTurns(numbers.Slice(16 * group, 16), codes.Slice(16 * group, 16), 4).CopyTo(scales[(8 * group)..]);
        }

        var extreme = PartLanes.Extreme(scales);
        var factors = block.Slice(96, 12);
        factors.Clear();
        var stored = 0f;
        var reciprocal = -32 / extreme;
        if (extreme != 0)
        {
            for (var part = 0; part < 16; part++)
            {
                var wide = unchecked((sbyte)EncodedBits.Nearest(reciprocal * scales[part]));
                var factor = Math.Clamp((int)wide, -32, 31) + 32;
                factors[part % 8] |= (byte)((factor & 0x0F) << (4 * (part / 8)));
                factors[8 + (part % 4)] |= (byte)(factor >> 4 << (2 * (part / 4)));
            }

            stored = 1 / reciprocal;
        }

        stored = EncodedBits.PutHalf(block[108..], stored);
        for (var part = 0; part < 16; part++)
        {
            scales[part] = extreme != 0 ? stored * (Factor(factors, part) - 32) : 0;
        }

        PartLanes.RoundSymmetric(numbers, scales, 4, codes);
        Span<byte> bytes = stackalloc byte[256];
        PartLanes.Store(codes, 16, bytes);
        block[..32].Clear();
        for (var i = 0; i < 256; i++)
        {
            block[i % 32] |= (byte)(bytes[i] >> 2 << (i / 32));
            bytes[i] &= 3;
        }

        PartLanes.PutTwoBits(bytes, block[32..96]);
    }
}

internal readonly partial struct Q4Super
{
    private static readonly MinimumSearch Search = new(CodeMax: 15, First: -1, Steps: 20, Absolute: false);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        SixBits.Fit(values, Search, block, codes);
        for (var i = 0; i < 128; i++)
        {
            var low = (64 * (i / 32)) + (i % 32);
            block[16 + i] = (byte)(codes[low] | (codes[low + 32] << 4));
        }
    }
}

internal readonly partial struct Q5Super
{
    private static readonly MinimumSearch Search = new(CodeMax: 31, First: -0.5f, Steps: 15, Absolute: false);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        SixBits.Fit(values, Search, block, codes);
        block[16..48].Clear();
        for (var i = 0; i < 256; i++)
        {
            block[16 + (i % 32)] |= (byte)(codes[i] >> 4 << (i / 32));
        }

        for (var i = 0; i < 128; i++)
        {
            var low = (64 * (i / 32)) + (i % 32);
            block[48 + i] = (byte)((codes[low] & 0x0F) | (codes[low + 32] << 4));
        }
    }
}

internal readonly partial struct Q6Super
{
    // A block whose greatest scale is nearer to zero counts as zeros (GROUP_MAX_EPS).
    private const float Negligible = 1e-15f;

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<Vector256<float>> numbers = stackalloc Vector256<float>[32];
        Span<Vector256<float>> codes = stackalloc Vector256<float>[32];
        Span<float> scales = stackalloc float[16];
        PartLanes.Load(values, 16, numbers);
        for (var group = 0; group < 2; group++)
        {
            LaneFits.Symmetric(numbers.Slice(16 * group, 16), codes.Slice(16 * group, 16), 32).CopyTo(scales[(8 * group)..]);
        }

        block.Clear();
        var extreme = PartLanes.Extreme(scales);
        if (Math.Abs(extreme) < Negligible)
        {
            return;
        }

        var reciprocal = -128 / extreme;
        var stored = EncodedBits.PutHalf(block[208..], 1 / reciprocal);
        for (var part = 0; part < 16; part++)
        {
            var factor = unchecked((sbyte)Math.Min(127, EncodedBits.Nearest(reciprocal * scales[part])));
            block[192 + part] = unchecked((byte)factor);
            scales[part] = stored * factor;
        }

        PartLanes.RoundSymmetric(numbers, scales, 32, codes);
        Span<byte> bytes = stackalloc byte[256];
        PartLanes.Store(codes, 16, bytes);
        for (var half = 0; half < 2; half++)
        {
            var from = bytes.Slice(128 * half, 128);
            for (var i = 0; i < 64; i++)
            {
                block[(64 * half) + i] = (byte)((from[i] & 0x0F) | (from[i + 64] << 4));
            }

            for (var i = 0; i < 32; i++)
            {
                block[128 + (32 * half) + i] = (byte)(
                    (from[i] >> 4) | (from[i + 32] >> 4 << 2) | (from[i + 64] >> 4 << 4) | (from[i + 96] >> 4 << 6));
            }
        }
    }
}

internal readonly ref partial struct SixBits
{
    /// <summary>Writes scale, minimum and factors of a block of Q4_K or Q5_K, and gives the codes of its numbers.</summary>
    internal static void Fit(ReadOnlySpan<float> values, MinimumSearch search, Span<byte> block, Span<byte> codes)
    {
        Span<Vector256<float>> numbers = stackalloc Vector256<float>[32];
        Span<Vector256<float>> weights = stackalloc Vector256<float>[32];
        Span<Vector256<float>> fitted = stackalloc Vector256<float>[32];
        Span<float> scales = stackalloc float[8];
        Span<float> minima = stackalloc float[8];
        PartLanes.Load(values, 32, numbers);
        var squares = Vector256<float>.Zero;
        foreach (var number in numbers)
        {
            squares += number * number;
        }

        var deviation = Vector256.Sqrt(squares / Vector256.Create(32f));
        for (var i = 0; i < 32; i++)
        {
            weights[i] = deviation + Vector256.Abs(numbers[i]);
        }

        var (scale, minimum) = LaneFits.WithMinimum(numbers, weights, fitted, search);
        scale.CopyTo(scales);
        minimum.CopyTo(minima);
        PutFactors(scales, minima, block);
        var stored = new SixBits(block);
        for (var part = 0; part < 8; part++)
        {
            var (storedScale, addend) = stored.At(block, part);
            (scales[part], minima[part]) = (storedScale, -addend);
        }

        PartLanes.Round(numbers, scales, minima, 0, search.CodeMax, fitted);
        PartLanes.Store(fitted, 32, codes);
    }

    private static void PutFactors(ReadOnlySpan<float> scales, ReadOnlySpan<float> minima, Span<byte> block)
    {
        var (scaleMax, minimumMax) = (PartLanes.GreatestAboveZero(scales), PartLanes.GreatestAboveZero(minima));
        EncodedBits.PutHalf(block, scaleMax / 63);
        EncodedBits.PutHalf(block[2..], minimumMax / 63);
        var scaleReciprocal = scaleMax > 0 ? 63 / scaleMax : 0;
        var minimumReciprocal = minimumMax > 0 ? 63 / minimumMax : 0;
        var factors = block.Slice(4, 12);
        for (var part = 0; part < 8; part++)
        {
            var (scale, minimum) = (Factor(scaleReciprocal * scales[part]), Factor(minimumReciprocal * minima[part]));
            if (part < 4)
            {
                factors[part] = (byte)scale;
                factors[part + 4] = (byte)minimum;
            }
            else
            {
                factors[part + 4] = (byte)((scale & 0x0F) | ((minimum & 0x0F) << 4));
                factors[part - 4] |= (byte)(scale >> 4 << 6);
                factors[part] |= (byte)(minimum >> 4 << 6);
            }
        }
    }

    // A scale below zero wraps before it is bounded, as in ggml.
    private static int Factor(float value) => Math.Min((byte)63, unchecked((byte)EncodedBits.Nearest(value)));
}

/// <summary>The parts of a block of 256 numbers as lanes: vector i holds number i of eight parts.</summary>
internal static class PartLanes
{
    /// <summary>Parts 0 to 7 of so many numbers each, then parts 8 to 15 where there are such.</summary>
    internal static void Load(ReadOnlySpan<float> values, int length, Span<Vector256<float>> numbers)
    {
        var lanes = MemoryMarshal.Cast<Vector256<float>, float>(numbers);
        for (var i = 0; i < values.Length; i++)
        {
            lanes[Lane(i, length)] = values[i];
        }
    }

    /// <summary>The codes in the numbers' order.</summary>
    internal static void Store(ReadOnlySpan<Vector256<float>> codes, int length, Span<byte> bytes)
    {
        var lanes = MemoryMarshal.Cast<Vector256<float>, float>(codes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)lanes[Lane(i, length)];
        }
    }

    /// <summary>The nearest code of (number + minimum) / scale for each number whose part's scale is not 0.</summary>
    internal static void Round(
        ReadOnlySpan<Vector256<float>> numbers,
        ReadOnlySpan<float> scales,
        ReadOnlySpan<float> minima,
        int least,
        int most,
        Span<Vector256<float>> codes)
    {
        var (scale, minimum) = (Vector256.Create(scales), Vector256.Create(minima));
        var isZero = Vector256.Equals(scale, Vector256<float>.Zero);
        for (var i = 0; i < numbers.Length; i++)
        {
            var code = EncodedBits.Nearest((numbers[i] + minimum) / scale, least, most);
            codes[i] = Vector256.ConditionalSelect(isZero, codes[i], code);
        }
    }

    /// <summary>The nearest code of number / scale, stored from 0 on, for each number of sixteen parts whose scale is not 0.</summary>
    internal static void RoundSymmetric(
        ReadOnlySpan<Vector256<float>> numbers, ReadOnlySpan<float> scales, int magnitude, Span<Vector256<float>> codes)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var scale = Vector256.Create(scales[(8 * (i / 16))..]);
            var code = EncodedBits.Nearest(numbers[i] / scale, -magnitude, magnitude - 1) + Vector256.Create((float)magnitude);
            codes[i] = Vector256.ConditionalSelect(Vector256.Equals(scale, Vector256<float>.Zero), codes[i], code);
        }
    }

    /// <summary>Two bits for each number: byte i holds numbers i, i + 32, i + 64 and i + 96, then the same for the other 128.</summary>
    internal static void PutTwoBits(ReadOnlySpan<byte> codes, Span<byte> bytes)
    {
        for (var i = 0; i < 64; i++)
        {
            var from = codes[((128 * (i / 32)) + (i % 32))..];
            bytes[i] = (byte)(from[0] | (from[32] << 2) | (from[64] << 4) | (from[96] << 6));
        }
    }

    /// <summary>
    /// The number furthest from zero; of two equally far the first. NaN where one is NaN, which the sums of too large numbers lead to: ggml
    /// passes over it and stores zeros, here no half takes it.
    /// </summary>
    internal static float Extreme(ReadOnlySpan<float> values)
    {
        var extreme = 0f;
        foreach (var value in values)
        {
            extreme = Math.Abs(value) > Math.Abs(extreme) || float.IsNaN(value) ? value : extreme;
        }

        return extreme;
    }

    internal static float GreatestAboveZero(ReadOnlySpan<float> values)
    {
        var greatest = 0f;
        foreach (var value in values)
        {
            greatest = value > greatest ? value : greatest;
        }

        return greatest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Lane(int number, int length)
    {
        var part = number / length;
        return (LaneFits.Parts * length * (part / LaneFits.Parts)) + (LaneFits.Parts * (number % length)) + (part % LaneFits.Parts);
    }
}
