using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

// Four bits name one of sixteen values that are not evenly spaced (ggml's kvalues_iq4nl).

internal static class UnevenValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<sbyte> Of(Vector128<byte> names) => Vector128.Shuffle(
        Vector128.Create(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113),
        names.AsSByte());
}

/// <summary>Thirty-two numbers with one scale; byte i holds numbers i and i + 16.</summary>
internal readonly partial struct Uneven4 : IBlockFormat
{
    public static int Elements => 32;

    public static int Bytes => 18;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        var packed = Lanes.Load(block[2..]);
        Lanes.Scale(UnevenValues.Of(Lanes.Low(packed)), scale, values);
        Lanes.Scale(UnevenValues.Of(Lanes.High(packed)), scale, values[Lanes.Count..]);
    }
}

/// <summary>
/// Eight such blocks with one scale and a factor of six bits each. Bytes: scale 0, the factors' upper two bits 2, their lower four bits 4,
/// numbers 8.
/// </summary>
internal readonly partial struct Uneven4Super : IBlockFormat
{
    public static int Elements => 256;

    public static int Bytes => 136;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Lanes.Half(block);
        int upper = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        for (var part = 0; part < 8; part++)
        {
            var lower = (block[4 + (part / 2)] >> (4 * (part % 2))) & 0x0F;
            var factor = (lower | (((upper >> (2 * part)) & 3) << 4)) - 32;
            var packed = Lanes.Load(block[(8 + (16 * part))..]);
            Lanes.Scale(UnevenValues.Of(Lanes.Low(packed)), scale * factor, values[(32 * part)..]);
            Lanes.Scale(UnevenValues.Of(Lanes.High(packed)), scale * factor, values[((32 * part) + Lanes.Count)..]);
        }
    }
}
