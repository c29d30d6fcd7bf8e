using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// Thirty-two numbers with one scale, a half, and where the type has it one addend, another half. In types of four and five bits byte i
// holds numbers i and i + 16; the fifth bits of all numbers are one word of 32 bits.

internal readonly partial struct Q8Scaled : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 34;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        Lanes.Scale(Lanes.Load(block[2..]).AsSByte(), scale, values);
        Lanes.Scale(Lanes.Load(block[18..]).AsSByte(), scale, values[Lanes.Count..]);
    }
}

internal readonly partial struct Q4Scaled : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 18;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        var packed = Lanes.Load(block[2..]);
        var zero = Vector128.Create((sbyte)8);
        Lanes.Scale(Lanes.Low(packed).AsSByte() - zero, scale, values);
        Lanes.Scale(Lanes.High(packed).AsSByte() - zero, scale, values[Lanes.Count..]);
    }
}

internal readonly partial struct Q4ScaledAndAdded : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 20;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        var addend = Lanes.Half(block[2..]);
        var packed = Lanes.Load(block[4..]);
        Lanes.ScaleAndAdd(Lanes.Low(packed).AsSByte(), scale, addend, values);
        Lanes.ScaleAndAdd(Lanes.High(packed).AsSByte(), scale, addend, values[Lanes.Count..]);
    }
}

internal readonly partial struct Q5Scaled : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 22;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        var fifth = BinaryPrimitives.ReadInt32LittleEndian(block[2..]);
        var packed = Lanes.Load(block[6..]);
        var zero = Vector128.Create((sbyte)16);
        Lanes.Scale((Lanes.Low(packed) | Lanes.Spread(fifth, 16)).AsSByte() - zero, scale, values);
        Lanes.Scale((Lanes.High(packed) | Lanes.Spread(fifth >> 16, 16)).AsSByte() - zero, scale, values[Lanes.Count..]);
    }
}

internal readonly partial struct Q5ScaledAndAdded : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 24;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        var addend = Lanes.Half(block[2..]);
        var fifth = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        var packed = Lanes.Load(block[8..]);
        Lanes.ScaleAndAdd((Lanes.Low(packed) | Lanes.Spread(fifth, 16)).AsSByte(), scale, addend, values);
        Lanes.ScaleAndAdd((Lanes.High(packed) | Lanes.Spread(fifth >> 16, 16)).AsSByte(), scale, addend, values[Lanes.Count..]);
    }
}
