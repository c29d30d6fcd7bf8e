using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests.Dequantizing;

/// <summary>Numbers against ggml's own: the same bits, and NaN where it has NaN.</summary>
public sealed class DequantizerTests
{
    public static TheoryData<GgmlType> Types => [.. BlockSamples.Halves.Keys];

    public static TheoryData<GgmlType> Refused => [.. Enum.GetValues<GgmlType>().Where(type => !BlockSamples.Halves.ContainsKey(type))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_blocks_become_the_numbers_that_ggml_makes_of_them(GgmlType type)
    {
        var blocks = BlockSamples.RandomBlocks(type, BlockSamples.Blocks, out var elements);
        Assert.Equal(Golden.Of("dequantize", type.ToString(), "random"), BlockSamples.Hash(ToF32(type, blocks, elements)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Blocks_with_extreme_scales_become_the_numbers_that_ggml_makes_of_them(GgmlType type)
    {
        var blocks = BlockSamples.ExtremeBlocks(type, out var elements);
        Assert.Equal(Golden.Of("dequantize", type.ToString(), "extreme"), BlockSamples.Hash(ToF32(type, blocks, elements)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Brain_floats_are_the_same_numbers_rounded_as_ggml_rounds(GgmlType type)
    {
        var blocks = BlockSamples.RandomBlocks(type, BlockSamples.Blocks, out var elements);
        var bits = new ushort[elements];
        Dequantizer.ToBF16(type, blocks, bits);
        Assert.Equal(
            Golden.Of("brain", type.ToString(), "random"), BlockSamples.Hash([.. bits.Select(b => BitConverter.UInt32BitsToSingle((uint)b << 16))]));
    }

    [Theory]
    [InlineData(0x3F80_0000u, 0x3F80)]
    [InlineData(0x3F80_8000u, 0x3F80)] // a tie, to the even one below
    [InlineData(0x3F81_8000u, 0x3F82)] // a tie, to the even one above
    [InlineData(0x3F80_8001u, 0x3F81)]
    [InlineData(0x3F80_7FFFu, 0x3F80)]
    [InlineData(0x7F7F_FFFFu, 0x7F80)] // the largest number, to infinity
    [InlineData(0x8000_0001u, 0x8000)]
    [InlineData(0x7F80_0000u, 0x7F80)]
    [InlineData(0x7F80_0001u, 0x7FC0)] // a NaN with nothing in its upper half stays one
    [InlineData(0xFFFF_FFFFu, 0xFFFF)]
    public void Rounding_to_brain_floats_is_to_the_nearest_and_ties_to_even(uint value, int expected)
    {
        foreach (var count in new[] { 1, 16, 23 })
        {
            var bits = new ushort[count];
            Dequantizer.ToBF16(GgmlType.F32, MemoryMarshal.AsBytes<uint>(Enumerable.Repeat(value, count).ToArray()), bits);
            Assert.All(bits, b => Assert.Equal(expected, b));
        }
    }

    [Fact]
    public void Every_half_becomes_the_number_that_the_runtime_makes_of_it()
    {
        var halves = Enumerable.Range(0, 65_536).Select(i => (ushort)i).ToArray();
        var expected = halves.Select(h => (float)BitConverter.UInt16BitsToHalf(h)).ToArray();
        AssertSame(expected, ToF32(GgmlType.F16, MemoryMarshal.AsBytes<ushort>(halves).ToArray(), halves.Length));
        // One by one too: what does not fill a vector goes another way.
        AssertSame(expected, [.. halves.SelectMany(h => ToF32(GgmlType.F16, BitConverter.GetBytes(h), 1))]);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Types_that_cannot_be_read_are_refused(GgmlType type)
    {
        Assert.False(Dequantizer.CanRead(type));
        Assert.True(GgmlTypeLayout.TryGet(type, out var layout));
        Assert.Throws<ArgumentException>(
            () => Dequantizer.ToF32(type, new byte[layout.BlockBytes], new float[layout.BlockElements]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Lengths_that_do_not_belong_together_are_refused(GgmlType type)
    {
        Assert.True(GgmlTypeLayout.TryGet(type, out var layout));
        var blocks = new byte[2 * layout.BlockBytes];
        Assert.Throws<ArgumentException>(() => Dequantizer.ToF32(type, blocks, new float[layout.BlockElements]));
        Assert.Throws<ArgumentException>(() => Dequantizer.ToF32(type, blocks, new float[3 * layout.BlockElements]));
        Assert.Throws<ArgumentException>(() => Dequantizer.ToF32(type, blocks[1..], new float[2 * layout.BlockElements]));
        Assert.Throws<ArgumentException>(() => Dequantizer.ToBF16(type, blocks, new ushort[layout.BlockElements]));
        Dequantizer.ToF32(type, [], []);
    }

    private static float[] ToF32(GgmlType type, byte[] blocks, int elements)
    {
        var values = new float[elements];
        Dequantizer.ToF32(type, blocks, values);
        return values;
    }

    private static void AssertSame(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                float.IsNaN(expected[i])
                    ? float.IsNaN(found[i])
                    : BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(found[i]),
                $"number {i} is {found[i]:R} and should be {expected[i]:R}");
        }
    }
}
