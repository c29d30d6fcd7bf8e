using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Models.Tests;

public sealed class ModelsInParts : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _whole;

    public ModelsInParts()
    {
        _whole = new RandomModel().Save(_folder.File("whole.gguf"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_in_three_parts_gives_the_logits_of_the_whole()
    {
        var first = Split(3);
        using var whole = LocalModel.Open(ModelEntry.OfFile(_whole), new EngineOptions { Threads = 1, Slots = 1 });
        using var parts = LocalModel.Open(ModelEntry.OfFile(first), new EngineOptions { Threads = 1, Slots = 1 });
        int[] tokens = [256, .. whole.Tokenizer.Encode("The rules of the game")];
        Assert.Equal(whole.Logits(tokens, default), parts.Logits(tokens, default));
        Assert.Equal(whole.Card.Parameters, parts.Card.Parameters);
        Assert.NotEqual(whole.Card.Sha256, parts.Card.Sha256);
        Assert.Equal(ModelCardReader.Sha256([Part(0, 3), Part(1, 3), Part(2, 3)]), parts.Card.Sha256);
    }

    [Fact]
    public void The_parts_are_one_file_with_the_data_of_each()
    {
        using var whole = GgufFile.Open(_whole);
        using var parts = GgufFile.Open(Split(3));
        Assert.Equal(3, parts.Paths.Count);
        Assert.Equal(whole.Tensors.Select(t => t.Name), parts.Tensors.Select(t => t.Name));
        foreach (var tensor in whole.Tensors)
        {
            Assert.True(parts.TryGetTensor(tensor.Name, out var same));
            Assert.True(whole.Data(tensor).SequenceEqual(parts.Data(same)));
        }
    }

    [Fact]
    public void What_does_not_belong_together_is_refused_with_its_name()
    {
        var first = Split(3);
        Assert.Contains("Give the first one", Refused(Part(1, 3)), StringComparison.Ordinal);
        File.Copy(first, _folder.File("renamed.gguf"));
        Assert.Contains("must end in -00001-of-00003.gguf", Refused(_folder.File("renamed.gguf")), StringComparison.Ordinal);
        File.Copy(Part(1, 3), Part(2, 3), overwrite: true);
        Assert.Contains("part 3", Refused(first), StringComparison.Ordinal);
        File.Delete(Part(2, 3));
        Assert.Contains("Put all parts into one folder", Refused(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_doubled_tensors_are_refused()
    {
        Assert.Contains("belong there", Refused(Split(2, tensorsClaimed: 1)), StringComparison.Ordinal);
        Assert.Contains("twice", Refused(Split(2, repeatsFirst: true)), StringComparison.Ordinal);
    }

    private static string Refused(string path) => Assert.Throws<ModelFileException>(() => GgufFile.Open(path).Dispose()).Message;

    private string Part(int index, int count) => _folder.File($"parts-{index + 1:D5}-of-{count:D5}.gguf");

    /// <summary>Writes the whole model as parts, the way llama.cpp's gguf-split does.</summary>
    private string Split(int count, int? tensorsClaimed = null, bool repeatsFirst = false) =>
        Split(_whole, Part, count, tensorsClaimed, repeatsFirst);

    internal static string Split(string path, Func<int, int, string> part, int count, int? tensorsClaimed = null, bool repeatsFirst = false)
    {
        using var whole = GgufFile.Open(path);
        for (var index = 0; index < count; index++)
        {
            var writer = new GgufWriter();
            if (index == 0)
            {
                foreach (var entry in whole.Entries)
                {
                    writer.Copy(whole, entry);
                }
            }

            writer.Set("split.no", (ushort)index);
            writer.Set("split.count", (ushort)count);
            writer.Set("split.tensors.count", tensorsClaimed ?? whole.Tensors.Count);
            var share = (whole.Tensors.Count + count - 1) / count;
            foreach (var tensor in whole.Tensors.Skip(index * share).Take(share))
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, whole.Data(tensor).ToArray());
            }

            if (repeatsFirst && index > 0)
            {
                writer.AddStored(whole.Tensors[0].Name, [.. whole.Tensors[0].Extents], whole.Tensors[0].Type, whole.Data(whole.Tensors[0]).ToArray());
            }

            writer.Save(part(index, count));
        }

        return part(0, count);
    }
}
