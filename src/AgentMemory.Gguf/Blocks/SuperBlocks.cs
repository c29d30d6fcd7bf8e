using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// The K-quants: 256 numbers with one scale (and one minimum), both halves, and factors of a few bits for every 16 or 32 of the numbers.

/// <summary>Bytes: factors (scale below, minimum above) 0, numbers 16, scale 80, minimum 82.</summary>
internal readonly partial struct Q2Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 84;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block[80..]);
        var minimum = Lanes.Half(block[82..]);
        for (var part = 0; part < 16; part++)
        {
            // Parts 0 and 1 are the lowest two bits of bytes 0 to 31, parts 2 and 3 the next two; from part 8 on bytes 32 to 63.
            var packed = Lanes.Load(block[(16 + (32 * (part / 8)) + (16 * (part % 2)))..]);
            var numbers = Lanes.Two(packed, part % 8 / 2 * 2);
            Lanes.ScaleAndAdd(
                numbers.AsSByte(), scale * (block[part] & 0x0F), -(minimum * (block[part] >> 4)), values[(16 * part)..]);
        }
    }
}

/// <summary>Bytes: third bits 0, lower two bits 32, factors of six bits 96, scale 108.</summary>
internal readonly partial struct Q3Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 110;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block[108..]);
        for (var part = 0; part < 16; part++)
        {
            var packed = Lanes.Load(block[(32 + (32 * (part / 8)) + (16 * (part % 2)))..]);
            // Bit part / 2 of the third bits; where it is not set the number is four less.
            var third = Lanes.Where(Lanes.Load(block[(16 * (part % 2))..]), Vector128.Create((byte)(1 << (part / 2))), 4);
            var numbers = (Lanes.Two(packed, part % 8 / 2 * 2) | third).AsSByte() - Vector128.Create((sbyte)4);
            Lanes.Scale(numbers, scale * (Factor(block.Slice(96, 12), part) - 32), values[(16 * part)..]);
        }
    }

    // Four lower bits in bytes 0 to 7, two upper bits in bytes 8 to 11.
    private static int Factor(ReadOnlySpan<byte> factors, int part) =>
        ((factors[part % 8] >> (4 * (part / 8))) & 0x0F) | (((factors[8 + (part % 4)] >> (2 * (part / 4))) & 3) << 4);
}

/// <summary>Bytes: scale 0, minimum 2, factors of six bits 4, numbers 16.</summary>
internal readonly partial struct Q4Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 144;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = new SixBits(block);
        for (var part = 0; part < 8; part++)
        {
            var (scale, addend) = scales.At(block, part);
            for (var half = 0; half < 2; half++)
            {
                var packed = Lanes.Load(block[(16 + (32 * (part / 2)) + (16 * half))..]);
                var numbers = part % 2 == 0 ? Lanes.Low(packed) : Lanes.High(packed);
                Lanes.ScaleAndAdd(numbers.AsSByte(), scale, addend, values[((32 * part) + (16 * half))..]);
            }
        }
    }
}

/// <summary>Bytes: scale 0, minimum 2, factors of six bits 4, fifth bits 16, lower four bits 48.</summary>
internal readonly partial struct Q5Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 176;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = new SixBits(block);
        for (var part = 0; part < 8; part++)
        {
            var (scale, addend) = scales.At(block, part);
            var mask = Vector128.Create((byte)(1 << part));
            for (var half = 0; half < 2; half++)
            {
                var packed = Lanes.Load(block[(48 + (32 * (part / 2)) + (16 * half))..]);
                var fifth = Lanes.Where(Lanes.Load(block[(16 + (16 * half))..]), mask, 16);
                var numbers = (part % 2 == 0 ? Lanes.Low(packed) : Lanes.High(packed)) | fifth;
                Lanes.ScaleAndAdd(numbers.AsSByte(), scale, addend, values[((32 * part) + (16 * half))..]);
            }
        }
    }
}

/// <summary>Bytes: lower four bits 0, upper two bits 128, factors of eight bits 192, scale 208.</summary>
internal readonly partial struct Q6Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 210;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block[208..]);
        var zero = Vector128.Create((sbyte)32);
        for (var part = 0; part < 16; part++)
        {
            // Within 128 numbers: eight parts, two for each of: low bits of bytes 0 to 31, of 32 to 63, high bits of the same.
            var within = part % 8;
            var packed = Lanes.Load(block[((64 * (part / 8)) + (16 * (within % 4)))..]);
            var upper = Lanes.Two(Lanes.Load(block[(128 + (32 * (part / 8)) + (16 * (part % 2)))..]), within / 2 * 2);
            var numbers = (within < 4 ? Lanes.Low(packed) : Lanes.High(packed)) | (upper << 4);
            Lanes.Scale(numbers.AsSByte() - zero, scale * (sbyte)block[192 + part], values[(16 * part)..]);
        }
    }
}

/// <summary>Scales and minima of Q4_K and Q5_K: eight pairs of six bits in the twelve bytes from 4 on (ggml's get_scale_min_k4).</summary>
internal readonly ref partial struct SixBits
{
    private readonly float _scale;
    private readonly float _minimum;

    internal SixBits(ReadOnlySpan<byte> block)
    {
        _scale = Lanes.Half(block);
        _minimum = Lanes.Half(block[2..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (float Scale, float Addend) At(ReadOnlySpan<byte> block, int part)
    {
        var factors = block.Slice(4, 12);
        var (scale, minimum) = part < 4
            ? (factors[part] & 63, factors[part + 4] & 63)
            : ((factors[part + 4] & 0x0F) | (factors[part - 4] >> 6 << 4), (factors[part + 4] >> 4) | (factors[part] >> 6 << 4));
        return (_scale * scale, -(_minimum * minimum));
    }
}
