using System.Text;
using AgentMemory.Gguf;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>Safetensors files: what is sound is read, and everything else is refused with its place.</summary>
public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        var path = _folder.File("a.safetensors");
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, string> { ["format"] = "pt", ["a \"b\""] = "é" },
            [
                ("z.half", GgmlType.F16, [2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
                ("b.full", GgmlType.F32, [1, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
                ("a.brain", GgmlType.BF16, [1], [13, 14]),
            ]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal("é", file.Metadata["a \"b\""]);
        Assert.Equal(["b.full", "a.brain", "z.half"], file.Tensors.Select(t => t.Name));
        Assert.Equal([GgmlType.F32, GgmlType.BF16, GgmlType.F16], file.Tensors.Select(t => t.Type));
        Assert.Equal([2L, 3], file.Tensors[2].Shape);
        Assert.Equal([13, 14], file.Read(file.Tensors[1]));
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
    }

    [Theory]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData("{", 0, "is no JSON")]
    [InlineData("{\"a\":1}", 0, "without a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "without a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "as F8_E4M3")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "without a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "without a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "take 8")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "-4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}", 4, "more numbers than any file")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "is cut short")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5, "its tensors take 4")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "at 4 where 0 belongs")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "where 4 belongs")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "is no JSON")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "else than texts")]
    [InlineData("{\"__metadata__\":[]}", 0, "else than texts")]
    public void What_is_not_sound_is_refused(string header, int dataBytes, string expected) =>
        Assert.Contains(
            expected,
            Refused([.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]]),
            StringComparison.Ordinal);

    [Fact]
    public void Lengths_that_cannot_be_are_refused()
    {
        Assert.Contains("it has 7 bytes", Refused(new byte[7]), StringComparison.Ordinal);
        Assert.Contains("claims a header of 18,446,744,073,709,551,615", Refused([.. Enumerable.Repeat((byte)255, 16)]), StringComparison.Ordinal);
        Assert.Contains("claims a header of 9", Refused([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']), StringComparison.Ordinal);
        var missing = Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_folder.File("missing")));
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
    }

    private string Refused(byte[] bytes)
    {
        var path = _folder.File("odd.safetensors");
        File.WriteAllBytes(path, bytes);
        var message = Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path).Dispose()).Message;
        Assert.StartsWith(path + " ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
