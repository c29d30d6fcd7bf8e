using System.Buffers.Binary;

namespace AgentMemory.Gguf.Blocks;

// How the blocks of PlainBlocks are made: the extreme number gets the extreme code, or smallest and largest get the two ends.

internal readonly partial struct Q8Scaled : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = MathF.Abs(Rounding.Extreme(values)) / 127;
        var inverse = Rounding.Inverse(scale);
        Rounding.PutHalf(block, scale);
        for (var i = 0; i < Elements; i++)
        {
            block[2 + i] = (byte)(sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
        }
    }
}

internal readonly partial struct Q4Scaled : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Rounding.Extreme(values) / -8;
        var inverse = Rounding.Inverse(scale);
        Rounding.PutHalf(block, scale);
        for (var i = 0; i < Elements / 2; i++)
        {
            block[2 + i] = (byte)(Code(values[i] * inverse) | (Code(values[i + 16] * inverse) << 4));
        }

        static int Code(float value) => Math.Min(15, (int)(sbyte)(value + 8.5f));
    }
}

internal readonly partial struct Q4ScaledAndAdded : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var (least, most) = Rounding.Range(values);
        var scale = (most - least) / 15;
        var inverse = Rounding.Inverse(scale);
        Rounding.PutHalf(block, scale);
        Rounding.PutHalf(block[2..], least);
        for (var i = 0; i < Elements / 2; i++)
        {
            block[4 + i] = (byte)(Code((values[i] - least) * inverse) | (Code((values[i + 16] - least) * inverse) << 4));
        }

        static int Code(float value) => Math.Min(15, (int)(sbyte)(value + 0.5f));
    }
}

internal readonly partial struct Q5Scaled : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Rounding.Extreme(values) / -16;
        var inverse = Rounding.Inverse(scale);
        Rounding.PutHalf(block, scale);
        var fifth = 0u;
        for (var i = 0; i < Elements / 2; i++)
        {
            var (first, second) = (Code(values[i] * inverse), Code(values[i + 16] * inverse));
            block[6 + i] = (byte)((first & 0x0F) | ((second & 0x0F) << 4));
            fifth |= ((uint)first >> 4 << i) | ((uint)second >> 4 << (i + 16));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[2..], fifth);

        static int Code(float value) => Math.Min(31, (int)(sbyte)(value + 16.5f));
    }
}

internal readonly partial struct Q5ScaledAndAdded : IBlockQuantizer
{
    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var (least, most) = Rounding.Range(values);
        var scale = (most - least) / 31;
        var inverse = Rounding.Inverse(scale);
        Rounding.PutHalf(block, scale);
        Rounding.PutHalf(block[2..], least);
        var fifth = 0u;
        for (var i = 0; i < Elements / 2; i++)
        {
            var first = (byte)(((values[i] - least) * inverse) + 0.5f);
            var second = (byte)(((values[i + 16] - least) * inverse) + 0.5f);
            block[8 + i] = (byte)((first & 0x0F) | ((second & 0x0F) << 4));
            fifth |= (((uint)first & 0x10) >> 4 << i) | (((uint)second & 0x10) >> 4 << (i + 16));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], fifth);
    }
}

/// <summary>Scales are tried near the extreme number's, and the one with the least weighted error is taken; larger numbers weigh more.</summary>
internal readonly partial struct Uneven4 : IBlockQuantizer
{
    private const int Tries = 7;

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Scale(values);
        Rounding.PutHalf(block, scale);
        var inverse = Rounding.Inverse(scale);
        for (var i = 0; i < Elements / 2; i++)
        {
            block[2 + i] = (byte)(UnevenValues.Nearest(inverse * values[i]) | (UnevenValues.Nearest(inverse * values[i + 16]) << 4));
        }
    }

    private static float Scale(ReadOnlySpan<float> values)
    {
        var extreme = Rounding.Extreme(values);
        if (MathF.Abs(extreme) < Rounding.Nothing)
        {
            return 0;
        }

        var (products, squares) = Sums(values, 1 / (-extreme / UnevenValues.Of(0)));
        var scale = products / squares;
        var best = scale * products;
        for (var attempt = -Tries; attempt <= Tries; attempt++)
        {
            (products, squares) = Sums(values, (attempt + UnevenValues.Of(0)) / extreme);
            if (squares > 0 && products * products > best * squares)
            {
                scale = products / squares;
                best = scale * products;
            }
        }

        return scale;
    }

    private static (float Products, float Squares) Sums(ReadOnlySpan<float> values, float inverse)
    {
        var (products, squares) = (0f, 0f);
        foreach (var value in values)
        {
            float code = UnevenValues.Of(UnevenValues.Nearest(inverse * value));
            var weight = value * value;
            products += weight * code * value;
            squares += weight * code * code;
        }

        return (products, squares);
    }
}
