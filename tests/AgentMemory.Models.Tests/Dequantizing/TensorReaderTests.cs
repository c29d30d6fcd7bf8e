using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests.Dequantizing;

public sealed class TensorReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(GgmlType.F32)]
    [InlineData(GgmlType.Q8_0)]
    [InlineData(GgmlType.Q6_K)]
    public void A_tensor_larger_than_a_piece_is_read_whole_and_by_ranges(GgmlType type)
    {
        using var file = GgufFile.Open(Model(type));
        var tensor = file.Tensors[1];
        var expected = new float[tensor.Elements];
        Dequantizer.ToF32(type, file.Data(tensor), expected);
        var values = new float[tensor.Elements];
        TensorReader.ReadF32(file, tensor, values);
        Assert.Equal(expected, values);
        var rounded = new ushort[tensor.Elements];
        TensorReader.ReadBF16(file, tensor, rounded);
        var fromMemory = new ushort[tensor.Elements];
        Dequantizer.ToBF16(type, file.Data(tensor), fromMemory);
        Assert.Equal(fromMemory, rounded);
        foreach (var (first, count) in new[] { (0, 256), (512, 1_024), (1_500_160, 20_480), ((int)tensor.Elements - 256, 256), (256, 0) })
        {
            var some = new float[count];
            TensorReader.ReadF32(file, tensor, first, some);
            Assert.Equal(expected[first..(first + count)], some);
        }
    }

    [Fact]
    public void Ranges_that_a_tensor_does_not_have_are_refused()
    {
        using var file = GgufFile.Open(Model(GgmlType.Q8_0));
        var tensor = file.Tensors[1];
        Refuses(-32, 32);
        Refuses(16, 32);
        Refuses(0, 33);
        Refuses(tensor.Elements, 32);
        Assert.Throws<ArgumentException>(() => TensorReader.ReadF32(file, tensor, new float[32]));
        Assert.Throws<ArgumentException>(() => TensorReader.ReadBF16(file, tensor, new ushort[32]));

        void Refuses(long first, int count) =>
            Assert.Throws<ArgumentException>(() => TensorReader.ReadF32(file, tensor, first, new float[count]));
    }

    [OthersModelTheory("SmolLM2-135M-Instruct.Q4_1.gguf")]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf")]
    [InlineData("all-MiniLM-L6-v2-f16.gguf")]
    [InlineData("potion-base-2M-bert-q8_0.gguf")]
    public void Tensors_of_real_files_are_the_numbers_that_ggml_makes_of_them(string name)
    {
        using var file = GgufFile.Open(OthersModels.Path(name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in file.Tensors)
        {
            var values = new float[tensor.Elements];
            TensorReader.ReadF32(file, tensor, values);
            hash.AppendData(MemoryMarshal.AsBytes<float>(values));
        }

        Assert.Equal(Golden.Of("file", name, "all"), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A short tensor, then one of 1.5 million numbers.</summary>
    private string Model(GgmlType type)
    {
        var writer = new GgufWriter();
        var values = Enumerable.Range(0, 512 * 3_000).Select(i => MathF.Sin(i * 0.37f)).ToArray();
        writer.Add("first", [256], type, values[..256]);
        writer.Add("second", [512, 3_000], type, values);
        writer.Save(_folder.File("model.gguf"));
        return _folder.File("model.gguf");
    }
}
