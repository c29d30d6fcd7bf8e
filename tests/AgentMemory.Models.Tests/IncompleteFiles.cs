using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Inspection;

namespace AgentMemory.Models.Tests;

/// <summary>What can be told of files that are not whole.</summary>
public sealed class IncompleteFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _whole;

    public IncompleteFiles()
    {
        _whole = new RandomModel().Save(_folder.File("whole.gguf"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_has_no_faults()
    {
        using var inspection = GgufInspection.Of(_whole);
        Assert.Empty(inspection.Faults);
        Assert.True(inspection.IsWhole);
        Assert.False(inspection.IsVocabularyOnly);
        Assert.Equal(inspection.File.Tensors.Count, inspection.WholeTensors);
        Assert.Equal(0, inspection.MissingBytes);
        Assert.Equal(0, inspection.UnknownTensors);
    }

    [Fact]
    public void Of_cut_data_it_is_told_which_tensors_are_whole_and_how_much_is_missing()
    {
        using var whole = GgufFile.Open(_whole);
        var last = whole.Tensors[^1];
        var before = whole.Tensors[^2];
        var end = last.Offset + last.Bytes;
        foreach (var (length, tensors, missing) in new[]
        {
            (end - 1, whole.Tensors.Count - 1, 1L),
            (last.Offset, whole.Tensors.Count - 1, last.Bytes),
            (before.Offset + before.Bytes - 3, whole.Tensors.Count - 2, last.Bytes + 3),
            (whole.Tensors[0].Offset, 0, whole.Tensors.Sum(t => t.Bytes)),
        })
        {
            using var inspection = GgufInspection.Of(Cut(length));
            Assert.Contains("of tensor data", Assert.Single(inspection.Faults).Message, StringComparison.Ordinal);
            Assert.Equal(whole.Tensors.Select(t => t.Name), inspection.File.Tensors.Select(t => t.Name));
            Assert.Equal(whole.Entries.Count, inspection.File.Entries.Count);
            Assert.Equal(tensors, inspection.WholeTensors);
            Assert.Equal(missing, inspection.MissingBytes);
            Assert.False(inspection.IsWhole);
        }
    }

    [Fact]
    public void Of_a_cut_header_what_was_read_is_told_wherever_it_ends()
    {
        using var whole = GgufFile.Open(_whole);
        var header = (int)whole.Tensors[0].Offset;
        var entries = 0;
        var tensors = 0;
        for (var length = 25; length < header - 32; length += 7)
        {
            var path = Cut(length);
            var refusal = Assert.Throws<ModelFileException>(() => GgufFile.Open(path).Dispose());
            try
            {
                using var inspection = GgufInspection.Of(path);
                Assert.Equal(refusal.Message, Assert.Single(inspection.Faults).Message);
                Assert.True(inspection.File.Entries.Count >= entries);
                Assert.True(inspection.File.Tensors.Count >= tensors);
                (entries, tensors) = (inspection.File.Entries.Count, inspection.File.Tensors.Count);
                Assert.Equal(0, inspection.WholeTensors);
                Assert.All(inspection.File.Tensors, tensor => Assert.Throws<ArgumentException>(() => inspection.File.Read(tensor, 0, new byte[1])));
            }
            catch (ModelFileException fault)
            {
                Assert.Equal(refusal.Message, fault.Message);
                Assert.Equal((0, 0), (entries, tensors));
            }
        }

        Assert.Equal(whole.Entries.Count, entries);
        Assert.True(tensors >= whole.Tensors.Count - 1);
    }

    [Fact]
    public void Of_a_model_in_parts_the_missing_part_is_named_and_its_tensors_are_counted()
    {
        var first = ModelsInParts.Split(_whole, Part, 3);
        using var all = GgufFile.Open(first);
        using var second = GgufFile.Open(_whole);
        File.Delete(Part(1, 3));
        using var inspection = GgufInspection.Of(first);
        Assert.Contains(Part(1, 3) + " does not exist", Assert.Single(inspection.Faults).Message, StringComparison.Ordinal);
        Assert.Equal(all.Tensors.Count, inspection.File.Tensors.Count + inspection.UnknownTensors);
        Assert.True(inspection.UnknownTensors > 0);
        Assert.Equal(inspection.File.Tensors.Count, inspection.WholeTensors);
        // The part after the gap is still read in its own place.
        var last = inspection.File.Tensors[^1];
        Assert.True(second.TryGetTensor(last.Name, out var same));
        Assert.Equal(second.Data(same), inspection.File.Data(last));

        using var alone = GgufInspection.Of(Part(2, 3));
        Assert.Contains("Give the first one", Assert.Single(alone.Faults).Message, StringComparison.Ordinal);
        Assert.NotEmpty(alone.File.Tensors);
    }

    [Fact]
    public void A_vocabulary_alone_is_sound_and_metadata_that_a_model_needs_is_asked_for()
    {
        using var vocabulary = GgufInspection.Of(Rewritten(_ => true, tensors: false));
        Assert.Empty(vocabulary.Faults);
        Assert.True(vocabulary.IsVocabularyOnly);
        using var lacking = GgufInspection.Of(Rewritten(
            key => key is not ("llama.context_length" or "tokenizer.ggml.tokens"), tensors: true));
        Assert.Contains(
            "lacks llama.context_length, tokenizer.ggml.tokens, which every model states",
            Assert.Single(lacking.Faults).Message,
            StringComparison.Ordinal);
        Assert.True(lacking.IsWhole);
        using var nameless = GgufInspection.Of(Rewritten(key => key != "general.architecture", tensors: true));
        Assert.Contains("lacks general.architecture", Assert.Single(nameless.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_told_of_or_refused_and_nothing_else()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("AGENTMEMORY_MUTATIONS") ?? "300", System.Globalization.CultureInfo.InvariantCulture);
        var whole = File.ReadAllBytes(_whole);
        var rng = new Rng(20_261_130);
        for (var i = 0; i < count; i++)
        {
            var bytes = whole.ToArray();
            for (var change = rng.Next(1, 4); change > 0; change--)
            {
                bytes[rng.Next(Math.Min(bytes.Length, 4_000))] = (byte)rng.Next(256);
            }

            var path = _folder.File("damaged.gguf");
            File.WriteAllBytes(path, bytes.AsSpan(0, rng.Next(2) == 0 ? bytes.Length : rng.Next(1, bytes.Length)));
            try
            {
                using var inspection = GgufInspection.Of(path);
                _ = (inspection.MissingBytes, inspection.WholeTensors, inspection.UnknownTensors);
                _ = inspection.File.Tensors.Sum(tensor => tensor.Elements);
            }
            catch (ModelFileException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
            }
        }
    }

    private string Part(int index, int count) => _folder.File($"parts-{index + 1:D5}-of-{count:D5}.gguf");

    private string Cut(long length)
    {
        var path = _folder.File("cut.gguf");
        File.WriteAllBytes(path, File.ReadAllBytes(_whole).AsSpan(0, (int)length));
        return path;
    }

    private string Rewritten(Func<string, bool> keeps, bool tensors)
    {
        using var whole = GgufFile.Open(_whole);
        var writer = new GgufWriter();
        foreach (var entry in whole.Entries.Where(entry => keeps(entry.Key)))
        {
            writer.Copy(whole, entry);
        }

        foreach (var tensor in tensors ? whole.Tensors : [])
        {
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, whole.Data(tensor));
        }

        writer.Save(_folder.File("rewritten.gguf"));
        return _folder.File("rewritten.gguf");
    }
}
