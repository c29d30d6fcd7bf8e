namespace AgentMemory.Gguf.Blocks;

// How the blocks of SuperBlocks are made: each group's scale is searched for, scales (and minima) are rounded to a few bits of the
// largest, and the numbers are rounded anew to what these leave.

internal readonly partial struct Q2Super : IBlockQuantizer
{
    private const int MostFactor = 15;

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<float> scales = stackalloc float[16];
        Span<float> minima = stackalloc float[16];
        Span<float> weights = stackalloc float[16];
        Span<byte> codes = stackalloc byte[256];
        for (var part = 0; part < 16; part++)
        {
            var group = values.Slice(16 * part, 16);
            for (var i = 0; i < 16; i++)
            {
                weights[i] = MathF.Abs(group[i]);
            }

            var search = new LeastSquares.AffineSearch(Most: 3, First: -0.5f, Step: 0.1f, Tries: 15, Absolute: true);
            (scales[part], minima[part]) = LeastSquares.Affine(search, group, weights, codes.Slice(16 * part, 16));
        }

        var scale = Factors(scales, block, shift: 0, block[80..]);
        var minimum = Factors(minima, block, shift: 4, block[82..]);
        for (var part = 0; part < 16; part++)
        {
            var step = scale * (block[part] & 0x0F);
            var addend = minimum * (block[part] >> 4);
            SuperCodes.Affine(values.Slice(16 * part, 16), step, addend, 3, codes.Slice(16 * part, 16));
        }

        SuperCodes.PackTwo(codes, block[16..]);
    }

    private static float Factors(ReadOnlySpan<float> found, Span<byte> block, int shift, Span<byte> place)
    {
        var largest = SuperCodes.Largest(found);
        var inverse = largest > 0 ? MostFactor / largest : 0;
        for (var part = 0; part < 16; part++)
        {
            var factor = Rounding.Nearest(inverse * found[part]);
            block[part] = (byte)(shift == 0 ? factor : block[part] | (factor << shift));
        }

        return Rounding.PutHalf(place, largest > 0 ? largest / MostFactor : 0);
    }
}

internal readonly partial struct Q3Super : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        block.Clear();
        Span<byte> codes = stackalloc byte[256];
        Span<float> scales = stackalloc float[16];
        for (var part = 0; part < 16; part++)
        {
            scales[part] = LeastSquares.SymmetricByTurns(4, values.Slice(16 * part, 16), codes.Slice(16 * part, 16));
        }

        var scale = Factors(scales, block);
        for (var part = 0; part < 16; part++)
        {
            SuperCodes.Symmetric(values.Slice(16 * part, 16), scale * (Factor(block.Slice(96, 12), part) - 32), 4, codes.Slice(16 * part, 16));
        }

        for (var i = 0; i < 256; i++)
        {
            if (codes[i] > 3)
            {
                block[i % 32] |= (byte)(1 << (i / 32));
                codes[i] -= 4;
            }
        }

        SuperCodes.PackTwo(codes, block[32..]);
    }

    private static float Factors(ReadOnlySpan<float> scales, Span<byte> block)
    {
        var extreme = Rounding.Extreme(scales);
        if (extreme == 0)
        {
            return Rounding.PutHalf(block[108..], 0);
        }

        var inverse = -32 / extreme;
        for (var part = 0; part < 16; part++)
        {
            var factor = Math.Clamp(Rounding.Nearest(inverse * scales[part]), -32, 31) + 32;
            block[96 + (part % 8)] |= (byte)((factor & 0x0F) << (4 * (part / 8)));
            block[104 + (part % 4)] |= (byte)((factor >> 4) << (2 * (part / 4)));
        }

        return Rounding.PutHalf(block[108..], 1 / inverse);
    }
}

internal readonly partial struct Q4Super : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        SuperCodes.Eight(values, new(15, -1, 0.1f, 20, Absolute: false), block, codes);
        for (var i = 0; i < 128; i++)
        {
            var first = (i / 32 * 64) + (i % 32);
            block[16 + i] = (byte)(codes[first] | (codes[first + 32] << 4));
        }
    }
}

internal readonly partial struct Q5Super : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        SuperCodes.Eight(values, new(31, -0.5f, 0.1f, 15, Absolute: false), block, codes);
        block.Slice(16, 32).Clear();
        for (var i = 0; i < 128; i++)
        {
            var pair = i / 32;
            var (first, second) = (codes[(64 * pair) + (i % 32)], codes[(64 * pair) + (i % 32) + 32]);
            block[16 + (i % 32)] |= (byte)(((first >> 4) << (2 * pair)) | ((second >> 4) << ((2 * pair) + 1)));
            block[48 + i] = (byte)((first & 0x0F) | ((second & 0x0F) << 4));
        }
    }
}

internal readonly partial struct Q6Super : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        Span<float> scales = stackalloc float[16];
        for (var part = 0; part < 16; part++)
        {
            scales[part] = LeastSquares.Symmetric(32, values.Slice(16 * part, 16), codes.Slice(16 * part, 16));
        }

        var extreme = Rounding.Extreme(scales);
        if (MathF.Abs(extreme) < Rounding.Nothing)
        {
            block.Clear();
            return;
        }

        var inverse = -128 / extreme;
        var scale = Rounding.PutHalf(block[208..], 1 / inverse);
        for (var part = 0; part < 16; part++)
        {
            var factor = Math.Min(127, Rounding.Nearest(inverse * scales[part]));
            block[192 + part] = (byte)(sbyte)factor;
            SuperCodes.Symmetric(values.Slice(16 * part, 16), scale * factor, 32, codes.Slice(16 * part, 16));
        }

        for (var i = 0; i < 64; i++)
        {
            var (half, at) = (i / 32, i % 32);
            var group = codes.Slice((128 * half) + at);
            block[(64 * half) + at] = (byte)((group[0] & 0x0F) | ((group[64] & 0x0F) << 4));
            block[(64 * half) + at + 32] = (byte)((group[32] & 0x0F) | ((group[96] & 0x0F) << 4));
            block[128 + i] = (byte)((group[0] >> 4) | ((group[32] >> 4) << 2) | ((group[64] >> 4) << 4) | ((group[96] >> 4) << 6));
        }
    }
}

/// <summary>What the K-quants share once the groups' scales are known.</summary>
internal static class SuperCodes
{
    private const int MostFactor = 63;

    internal static float Largest(ReadOnlySpan<float> found)
    {
        var largest = 0f;
        foreach (var one in found)
        {
            largest = one > largest ? one : largest;
        }

        return largest;
    }

    /// <summary>Codes 0 to most of a group; where its step came to 0 they stay as they are.</summary>
    internal static void Affine(ReadOnlySpan<float> values, float step, float minimum, int most, Span<byte> codes)
    {
        for (var i = 0; i < values.Length && step != 0; i++)
        {
            codes[i] = (byte)Math.Clamp(Rounding.Nearest((values[i] + minimum) / step), 0, most);
        }
    }

    /// <summary>Codes with half as their zero; where the step came to 0 they stay as they are.</summary>
    internal static void Symmetric(ReadOnlySpan<float> values, float step, int half, Span<byte> codes)
    {
        for (var i = 0; i < values.Length && step != 0; i++)
        {
            codes[i] = (byte)(half + Math.Clamp(Rounding.Nearest(values[i] / step), -half, half - 1));
        }
    }

    /// <summary>Two bits a number: bits 0 and 1 of bytes 0 to 31, then the next two; after 128 numbers the next 32 bytes.</summary>
    internal static void PackTwo(ReadOnlySpan<byte> codes, Span<byte> place)
    {
        for (var i = 0; i < 64; i++)
        {
            var group = codes[((128 * (i / 32)) + (i % 32))..];
            place[i] = (byte)(group[0] | (group[32] << 2) | (group[64] << 4) | (group[96] << 6));
        }
    }

    /// <summary>Scale, minimum and factors of eight groups of 32, and the codes. Bytes: scale 0, minimum 2, factors 4.</summary>
    internal static void Eight(ReadOnlySpan<float> values, LeastSquares.AffineSearch search, Span<byte> block, Span<byte> codes)
    {
        Span<float> scales = stackalloc float[8];
        Span<float> minima = stackalloc float[8];
        Span<float> weights = stackalloc float[32];
        for (var part = 0; part < 8; part++)
        {
            var group = values.Slice(32 * part, 32);
            var squares = 0f;
            foreach (var value in group)
            {
                squares += value * value;
            }

            var size = MathF.Sqrt(squares / 32);
            for (var i = 0; i < 32; i++)
            {
                weights[i] = size + MathF.Abs(group[i]);
            }

            (scales[part], minima[part]) = LeastSquares.Affine(search, group, weights, codes.Slice(32 * part, 32));
        }

        var (largestScale, largestMinimum) = (Largest(scales), Largest(minima));
        var inverseScale = largestScale > 0 ? MostFactor / largestScale : 0;
        var inverseMinimum = largestMinimum > 0 ? MostFactor / largestMinimum : 0;
        var scale = Rounding.PutHalf(block, largestScale / MostFactor);
        var minimum = Rounding.PutHalf(block[2..], largestMinimum / MostFactor);
        var factors = block.Slice(4, 12);
        factors.Clear();
        for (var part = 0; part < 8; part++)
        {
            var scaleFactor = Math.Min(MostFactor, Rounding.Nearest(inverseScale * scales[part]));
            var minimumFactor = Math.Min(MostFactor, Rounding.Nearest(inverseMinimum * minima[part]));
            Put(factors, part, scaleFactor, minimumFactor);
            Affine(values.Slice(32 * part, 32), scale * scaleFactor, minimum * minimumFactor, search.Most, codes.Slice(32 * part, 32));
        }
    }

    // Six bits each: the first four pairs whole in bytes 0 to 7; of the others the lower four bits in bytes 8 to 11 and the upper two
    // above the first four pairs.
    private static void Put(Span<byte> factors, int part, int scale, int minimum)
    {
        if (part < 4)
        {
            factors[part] |= (byte)scale;
            factors[part + 4] |= (byte)minimum;
            return;
        }

        factors[part + 4] = (byte)((scale & 0x0F) | ((minimum & 0x0F) << 4));
        factors[part - 4] |= (byte)((scale >> 4) << 6);
        factors[part] |= (byte)((minimum >> 4) << 6);
    }
}
