using System.Buffers.Binary;
using System.Text;
using AgentMemory.Gguf;

namespace AgentMemory.Models.Tests;

public sealed class GgufFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        var writer = new GgufWriter();
        writer.Set("a.u8", (byte)200);
        writer.Set("a.i8", (sbyte)-5);
        writer.Set("a.u16", (ushort)60_000);
        writer.Set("a.i16", (short)-30_000);
        writer.Set("a.u32", 4_000_000_000u);
        writer.Set("a.i32", -2_000_000_000);
        writer.Set("a.u64", 1UL << 40);
        writer.Set("a.i64", -(1L << 40));
        writer.Set("a.f32", 1.5f);
        writer.Set("a.f64", -2.25);
        writer.Set("a.bool", true);
        writer.Set("a.text", "grüß dich");
        writer.Set("a.texts", ["one", "", "drei"]);
        writer.Set("a.numbers", [1, -2, 3]);
        writer.SetArray<byte>("a.bytes", GgufValueType.UInt8, [1, 2, 255]);
        writer.Add("first", [3, 2], GgmlType.F32, new float[] { 1, 2, 3, 4, 5, 6 });
        writer.Add("second", [32], GgmlType.Q8_0, Enumerable.Range(0, 32).Select(i => (float)i).ToArray());
        writer.Save(_folder.File("all.gguf"));

        using var file = GgufFile.Open(_folder.File("all.gguf"));
        Assert.Equal(3, file.Version);
        Assert.Equal(32, file.Alignment);
        Assert.Equal(15, file.Entries.Count);
        Assert.Equal([200L, -5, 60_000, -30_000, 4_000_000_000, -2_000_000_000, 1L << 40, -(1L << 40)],
            "u8 i8 u16 i16 u32 i32 u64 i64".Split(' ').Select(key => file.Whole("a." + key)!.Value));
        Assert.Equal(1.5, file.Number("a.f32"));
        Assert.Equal(-2.25, file.Number("a.f64"));
        Assert.True(file.Flag("a.bool"));
        Assert.Equal("grüß dich", file.Text("a.text"));
        Assert.Equal(["one", "", "drei"], file.Texts("a.texts"));
        Assert.Equal([1L, -2, 3], file.Wholes("a.numbers"));
        Assert.Equal([1L, 2, 255], file.Wholes("a.bytes"));
        Assert.Null(file.Text("a.u8"));
        Assert.Null(file.Whole("missing"));
        Assert.True(file.TryGetTensor("first", out var first));
        Assert.Equal("3 x 2", first.Shape);
        Assert.Equal(5f, BinaryPrimitives.ReadSingleLittleEndian(file.Data(first)[16..]));
        Assert.True(file.TryGetTensor("second", out var second));
        Assert.Equal(34, second.Bytes);
        Assert.Equal(0, second.Offset % 32);
    }

    [Fact]
    public void An_entry_copied_to_another_file_stays_the_same()
    {
        using var source = GgufFile.Open(new RandomModel().Save(_folder.File("source.gguf")));
        var writer = new GgufWriter();
        foreach (var entry in source.Entries)
        {
            writer.Copy(source, entry);
        }

        writer.Save(_folder.File("copy.gguf"));
        using var copy = GgufFile.Open(_folder.File("copy.gguf"));
        Assert.Equal(source.Entries.Count, copy.Entries.Count);
        Assert.All(source.Entries, entry =>
        {
            Assert.True(copy.TryGet(entry.Key, out var copied));
            Assert.True(source.Values(entry).SequenceEqual(copy.Values(copied)));
        });
    }

    [Fact]
    public void A_writer_refuses_what_no_reader_would_take()
    {
        var writer = new GgufWriter();
        writer.Set("key", 1);
        Assert.Throws<ArgumentException>(() => writer.Set("key", 2));
        Assert.Throws<ArgumentException>(() => writer.Add("odd", [33], GgmlType.Q8_0, new float[33]));
        Assert.Throws<ArgumentException>(() => writer.Add("few", [3, 2], GgmlType.F32, new float[5]));
        Assert.Throws<ArgumentException>(() => writer.Add(new string('n', 64), [1], GgmlType.F32, new float[1]));
        Assert.Throws<ArgumentException>(() => writer.SetArray<byte>("a", GgufValueType.Int32, [1]));
        writer.Add("once", [1], GgmlType.F32, new float[1]);
        Assert.Throws<ArgumentException>(() => writer.Add("once", [1], GgmlType.F32, new float[1]));
    }

    [Fact]
    public void A_file_that_is_no_gguf_is_refused_in_one_line_with_the_remedy()
    {
        Assert.Contains("does not exist", Refused(_folder.File("missing.gguf")), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refused(Path.GetDirectoryName(_folder.File("x"))!), StringComparison.Ordinal);
        Refuses("is empty", "");
        Refuses("begins with 'Once'", "Once upon a time there was a text file.");
        Refuses("git lfs pull", "version https://git-lfs.github.com/spec/v1");
        Refuses("has 4 bytes", "GGUF");

        void Refuses(string expected, string content) =>
            Assert.Contains(expected, Refused(Write(Encoding.ASCII.GetBytes(content))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        var whole = Whole();
        for (var length = 1; length < whole.Length - 32; length += length < 4_000 ? 37 : 4_001)
        {
            var message = Refused(Write(whole.AsSpan(0, length)));
            Assert.True(
                message.Contains("cut short", StringComparison.Ordinal)
                || message.Contains("bytes", StringComparison.Ordinal), $"{length}: {message}");
        }

        Assert.Contains(
            "of tensor data. Copy it "
                + "again.", Refused(Write(whole.AsSpan(0, whole.Length - 1_000))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1u, "version 1")]
    [InlineData(4, 4u, "version 4")]
    [InlineData(4, 0x03000000u, "big-endian")]
    [InlineData(8, 20_000u, "tensors")]
    [InlineData(12, 1u, "tensors")]
    [InlineData(16, 5_000u, "keys")]
    [InlineData(20, 0x80000000u, "keys")]
    public void Hostile_numbers_in_the_header_are_refused(int offset, uint value, string expected)
    {
        var bytes = Whole();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.Contains(expected, Refused(Write(bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_entries_are_refused()
    {
        RefusesEntries("twice", Entry("k", 4, 1, 0, 0, 0), Entry("k", 4, 2, 0, 0, 0));
        RefusesEntries("type 13", Entry("k", 13, 1, 0, 0, 0));
        RefusesEntries("unprintable", Entry("k\0", 7, 1));
        RefusesEntries("unprintable", Entry("", 7, 1));
        RefusesEntries("alignment of 3", Entry("general.alignment", 4, 3, 0, 0, 0));
        RefusesEntries("alignment of 0", Entry("general.alignment", 4, 0, 0, 0, 0));
        RefusesEntries("general.alignment as Bool", Entry("general.alignment", 7, 1));
        RefusesEntries("claims 16,777,215 elements", Entry("k", 9, 4, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0));
        RefusesEntries("limit", Entry("k", 9, 8, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255));
        RefusesEntries("nests", Entry("k", 9, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
        RefusesEntries("limit", Entry("k", 8, 255, 255, 255, 255, 255, 255, 255, 127, 65));
    }

    [Fact]
    public void Hostile_tensors_are_refused()
    {
        RefusesTensors("two tensors", Tensor("t", [1], 0, 0), Tensor("t", [1], 0, 32));
        RefusesTensors("5 dimensions", Tensor("t", [1, 1, 1, 1, 1], 0, 0));
        RefusesTensors("0 dimensions", Tensor("t", [], 0, 0));
        RefusesTensors("extent 0", Tensor("t", [0], 0, 0));
        RefusesTensors("extent 18,446", Tensor("t", [-1], 0, 0));
        RefusesTensors("type 4", Tensor("t", [32], 4, 0));
        RefusesTensors("type 99", Tensor("t", [32], 99, 0));
        RefusesTensors("rows of 33", Tensor("t", [33], 8, 0));
        RefusesTensors("more than any file", Tensor("t", [1L << 40, 1L << 40], 0, 0));
        RefusesTensors("more than any file", Tensor("t", [1L << 31, 1L << 31], 0, 0));
        RefusesTensors("at 64 where 0 belongs", Tensor("t", [1], 0, 64));
        RefusesTensors("at 4 where 32 belongs", Tensor("t", [1], 0, 0), Tensor("u", [1], 0, 4));
        RefusesTensors("64 bytes", Tensor(new string('n', 64), [1], 0, 0));
        RefusesTensors("32 of 4,096 bytes", Tensor("t", [1_024], 0, 0));
    }

    private void RefusesEntries(string expected, params byte[][] entries) =>
        Assert.Contains(expected, Refused(Raw(entries: entries)), StringComparison.Ordinal);

    private void RefusesTensors(string expected, params byte[][] tensors) =>
        Assert.Contains(expected, Refused(Raw(tensors: tensors)), StringComparison.Ordinal);

    private static string Refused(string path)
    {
        var error = Assert.Throws<ModelFileException>(() => GgufFile.Open(path).Dispose());
        Assert.StartsWith(path + " ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    private static byte[] Whole()
    {
        using var stream = new MemoryStream();
        new RandomModel { Layers = 1, Width = 32, Inner = 32 }.Build().Write(stream);
        return stream.ToArray();
    }

    private static byte[] Entry(string key, uint type, params byte[] value) =>
        [.. Text(key), .. BitConverter.GetBytes(type), .. value];

    private static byte[] Tensor(string name, long[] extents, uint type, ulong offset) =>
    [
        .. Text(name), .. BitConverter.GetBytes(extents.Length), .. extents.SelectMany(BitConverter.GetBytes),
        .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(offset),
    ];

    private static byte[] Text(string text) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>A file of these parts with 32 bytes of tensor data.</summary>
    private string Raw(byte[][]? entries = null, byte[][]? tensors = null)
    {
        byte[] header =
        [
            .. "GGUF"u8, .. BitConverter.GetBytes(3u), .. BitConverter.GetBytes((ulong)(tensors?.Length ?? 0)),
            .. BitConverter.GetBytes((ulong)(entries?.Length ?? 0)),
            .. (entries ?? []).SelectMany(bytes => bytes), .. (tensors ?? []).SelectMany(bytes => bytes),
        ];
        return Write([.. header, .. new byte[((header.Length + 31) / 32 * 32) - header.Length + 32]]);
    }

    private string Write(ReadOnlySpan<byte> bytes)
    {
        var path = _folder.File("odd.gguf");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
