using AgentMemory.Gguf;

namespace AgentMemory.Native.Tests.Dequantizing;

/// <summary>Stored bytes against ggml's own: all of them.</summary>
public sealed class QuantizerTests
{
    public static TheoryData<GgmlType, string> Samples
    {
        get
        {
            var data = new TheoryData<GgmlType, string>();
            foreach (var type in Enum.GetValues<GgmlType>().Where(type => type != GgmlType.F32 && Quantizer.CanWrite(type)))
            {
                foreach (var kind in BlockSamples.Kinds)
                {
                    data.Add(type, kind);
                }
            }

            return data;
        }
    }

    public static TheoryData<GgmlType> Refused => [.. Enum.GetValues<GgmlType>().Where(type => !Quantizer.CanWrite(type))];

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
        var error = Assert.Throws<ArgumentException>(() => Quantizer.FromF32(GgmlType.Q8_0, values, new byte[34]));
        Assert.Contains("is no finite number", error.Message, StringComparison.Ordinal);
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
