using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Blocks;

namespace AgentMemory.Models.Tests.Dequantizing;

/// <summary>Stored bytes against ggml's own: all of them.</summary>
public sealed class QuantizerTests
{
    public static TheoryData<GgmlType, string> Samples
    {
        get
        {
            var data = new TheoryData<GgmlType, string>();
            foreach (var type in Enum.GetValues<GgmlType>().Where(type => type is not (GgmlType.F32 or GgmlType.IQ4_XS) && Dequantizer.CanRead(type)))
            {
                foreach (var kind in BlockSamples.Kinds)
                {
                    data.Add(type, kind);
                }
            }

            return data;
        }
    }

    public static TheoryData<GgmlType> Refused => [.. Enum.GetValues<GgmlType>().Where(type => !Dequantizer.CanRead(type))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Numbers_are_stored_in_the_bytes_that_ggml_stores_them_in(GgmlType type, string kind)
    {
        var values = BlockSamples.Numbers(kind);
        var blocks = new byte[GgmlTypeLayout.RowBytes(type, values.Length)];
        Quantizer.FromF32(type, values, blocks);
        Assert.Equal(Golden.Of("quantize", type.ToString(), kind), BlockSamples.Hash(blocks));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_refused(float value)
    {
        var values = new float[32];
        values[9] = value;
        var error = Assert.Throws<UnstorableNumbersException>(() => Quantizer.FromF32(GgmlType.Q8_0, values, new byte[34]));
        Assert.StartsWith("number 9 is ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>ggml stores an infinity, or zeros, without a word.</summary>
    [Theory]
    [InlineData(GgmlType.F16)]
    [InlineData(GgmlType.Q8_0)]
    [InlineData(GgmlType.Q4_1)]
    [InlineData(GgmlType.Q3_K)]
    [InlineData(GgmlType.Q4_K)]
    [InlineData(GgmlType.Q6_K)]
    [InlineData(GgmlType.IQ4_NL)]
    public void What_is_too_large_for_the_type_is_refused_with_the_tensors_name(GgmlType type)
    {
        var writer = new GgufWriter();
        float[] values = [.. Enumerable.Range(0, 256).Select(i => i % 2 == 0 ? 3e30f : -3e30f)];
        var error = Assert.Throws<UserErrorException>(() => writer.Add("blk.0.attn_q.weight", [256], type, values));
        Assert.StartsWith($"tensor 'blk.0.attn_q.weight' cannot be stored as {type}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_change_no_byte()
    {
        float[] values = [.. Enumerable.Repeat(BlockSamples.Numbers("wide"), 40).SelectMany(part => part)];
        Assert.Equal(Quantizer.FromF32(GgmlType.Q4_K, values, threadsMax: 1), Quantizer.FromF32(GgmlType.Q4_K, values, threadsMax: 4));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Types_that_cannot_be_written_are_refused(GgmlType type) =>
        Assert.Throws<ArgumentException>(() => Quantizer.FromF32(type, new float[256], new byte[1_024]));

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Quantizer.FromF32(GgmlType.Q4_K, new float[255], new byte[144]));
        Assert.Throws<ArgumentException>(() => Quantizer.FromF32(GgmlType.Q4_K, new float[256], new byte[143]));
        var writer = new GgufWriter();
        Assert.Throws<ArgumentException>(() => writer.Add("t", [64, 2], GgmlType.Q8_0, new float[96]));
    }
}
