using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Merging;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>An adapter does the same whether it is attached, merged, or worn in training, whatever its file says.</summary>
public sealed class AdapterSameTests
{
    private static readonly int[] Tokens = [72, 101, 108, 108, 111, 32, 49];
    private static readonly EngineOptions Options = new() { Threads = 1, ContextTokens = 64, Exact = true };

    [Fact]
    public void Adapters_of_any_ranks_alphas_and_layers_are_the_same_attached_merged_and_in_training()
    {
        using var folder = new TemporaryFolder();
        var shape = new RandomModel { Width = 32, Inner = 48, ContextTokens = 64 };
        using var model = LocalModel.Open(ModelEntry.OfFile(shape.Save(folder.File("m.gguf"))), Options);
        var bare = Flat(model);
        var rng = new Rng(11);
        float?[] alphas = [0f, null, 8f, -4f, 0.5f, 64f];
        float[] scales = [1, 0, -1, 0.25f];
        for (var i = 0; i < 24; i++)
        {
            WornAdapter[] worn = [.. Enumerable.Range(0, i % 4 == 3 ? 2 : 1).Select(n => new WornAdapter(
                Adapter(folder.File($"{i}-{n}.gguf"), shape, alphas[(i + n) % alphas.Length], rng, i % 5 == 4), scales[i < 12 ? 0 : rng.Next(4)]))];
            AdapterMerge.Write(model.Card.Path, model.Card, worn, folder.File("merged.gguf"));
            using var wearing = (LocalModel)model.Wear(worn);
            using var merged = LocalModel.Open(ModelEntry.OfFile(folder.File("merged.gguf")), Options);
            var attached = Flat(wearing);
            var largest = attached.Max(Math.Abs);
            Assert.True(Batches.MaxDifference(attached, Flat(merged)) < 2e-4 * largest, $"{i}: {string.Join(", ", worn.Select(w => w))}");
            Assert.Equal(worn.All(w => w.Scale == 0), Batches.MaxDifference(attached, bare) < 1e-5);
            if (i % 5 != 4)
            {
                Assert.True(Batches.MaxDifference(attached, InTraining(model.Card.Path, worn)) < 2e-4 * largest, $"{i} in training");
            }
        }
    }

    [Fact]
    public void An_alpha_of_0_is_told_and_counts_as_none()
    {
        using var folder = new TemporaryFolder();
        var shape = new RandomModel { Width = 32, Inner = 48 };
        var zero = AdapterFile.Read(Adapter(folder.File("zero.gguf"), shape, 0, new Rng(1), withTables: false));
        Assert.Contains("alpha 0", zero.Remark, StringComparison.Ordinal);
        Assert.Equal(1, zero.ScaleOf(4));
        Assert.Null(AdapterFile.Read(Adapter(folder.File("none.gguf"), shape, null, new Rng(1), withTables: false)).Remark);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("a text")]
    [InlineData("a lone factor")]
    [InlineData("a norm")]
    [InlineData("the table of tied logits")]
    [InlineData("another architecture")]
    public void What_cannot_be_attached_cannot_be_merged_and_both_say_the_same(string what)
    {
        using var folder = new TemporaryFolder();
        var shape = new RandomModel { Width = 32, Inner = 48, Tied = true, ContextTokens = 64 };
        using var model = LocalModel.Open(ModelEntry.OfFile(shape.Save(folder.File("m.gguf"))), Options);
        var writer = new GgufWriter();
        writer.Set("general.type", "adapter");
        writer.Set("adapter.type", "lora");
        writer.Set("general.architecture", what == "another architecture" ? "qwen2" : "llama");
        if (what == "a text")
        {
            writer.Set("adapter.lora.alpha", "8");
        }
        else
        {
            writer.Set("adapter.lora.alpha", what == "NaN" ? float.NaN : 8f);
        }

        Pair(writer, "blk.0.attn_q.weight", [32, 2], [2, 32], new Rng(1));
        switch (what)
        {
            case "a lone factor":
                writer.Add("blk.1.attn_q.weight.lora_b", [2, 32], GgmlType.F32, new float[64]);
                break;
            case "a norm":
                Pair(writer, "blk.0.attn_norm.weight", [32, 2], [2, 1], new Rng(1));
                break;
            case "the table of tied logits":
                Pair(writer, "token_embd.weight", [2, RandomModel.VocabularySize], [2, 32], new Rng(1));
                break;
        }

        writer.Save(folder.File("a.gguf"));
        WornAdapter[] worn = [new(folder.File("a.gguf"))];
        var attached = Assert.Throws<UserErrorException>(() => model.Wear(worn)).Message;
        Assert.Equal(attached, Assert.Throws<UserErrorException>(() => AdapterMerge.Write(
            model.Card.Path, model.Card, worn, folder.File("merged.gguf"))).Message);
        Assert.False(File.Exists(folder.File("merged.gguf")));
    }

    [Fact]
    public void Training_does_not_go_on_at_another_scale_or_from_unequal_ranks()
    {
        using var folder = new TemporaryFolder();
        var shape = new RandomModel { Width = 32, Inner = 48 };
        var path = shape.Save(folder.File("m.gguf"));
        AdapterShape own = new() { Rank = 4, Alpha = 128, Parts = ["attn_q"] };
        using (var graph = Graph(own))
        {
            graph.ToAdapterFile(new string('0', 64)).Write(folder.File("a.gguf"));
        }

        var adapter = AdapterFile.Read(folder.File("a.gguf")) with { BaseSha256 = null };
        Assert.Equal((own.Rank, own.Alpha), (adapter.Shape.Rank, adapter.Shape.Alpha));
        using (var graph = Graph(own))
        {
            graph.LoadAdapter(adapter, "");
        }

        Assert.Contains("multiplied by 0.25", Refused(own with { Alpha = 32 }, adapter), StringComparison.Ordinal);
        Assert.Contains("rank 4 and rank 8", Refused(own with { Rank = 8, Alpha = 256 }, adapter), StringComparison.Ordinal);
        var unequal = AdapterFile.Read(Adapter(folder.File("u.gguf"), shape, 8, new Rng(2), withTables: false));
        Assert.Contains("ranks", Refused(own, unequal), StringComparison.Ordinal);

        ITrainer Graph(AdapterShape wanted) => Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = new BatchShape(1, 32, 32),
            Adapter = wanted,
        });

        string Refused(AdapterShape wanted, AdapterFile file)
        {
            using var graph = Graph(wanted);
            return Assert.Throws<UserErrorException>(() => graph.LoadAdapter(file, "")).Message;
        }
    }

    private static string Adapter(string path, RandomModel shape, float? alpha, Rng rng, bool withTables)
    {
        var writer = new GgufWriter();
        writer.Set("general.type", "adapter");
        writer.Set("general.architecture", "llama");
        writer.Set("adapter.type", "lora");
        if (alpha is { } stated)
        {
            writer.Set("adapter.lora.alpha", stated);
        }

        var products = Enumerable.Range(0, shape.Layers).SelectMany(shape.Products).ToArray();
        for (var n = 0; n < products.Length; n++)
        {
            // The first two differ in rank, so that ranks are unequal always.
            var rank = n < 2 ? n + 1 : rng.Next(1, 6);
            if (n < 2 || rng.Chance(0.7))
            {
                Pair(writer, products[n].Name, [products[n].Inputs, rank], [rank, products[n].Outputs], rng);
            }
        }

        if (withTables)
        {
            Pair(writer, "token_embd.weight", [3, shape.Size], [3, shape.Width], rng);
            Pair(writer, "output.weight", [shape.Width, 2], [2, shape.Size], rng);
        }

        writer.Save(path);
        return path;
    }

    private static void Pair(GgufWriter writer, string name, long[] a, long[] b, Rng rng)
    {
        writer.Add(name + ".lora_a", a, GgmlType.F32, Draw(a));
        writer.Add(name + ".lora_b", b, GgmlType.F32, Draw(b));

        float[] Draw(long[] extents) => [.. Enumerable.Range(0, (int)(extents[0] * extents[1])).Select(_ => (float)(0.1 * rng.NextGaussian()))];
    }

    private static float[] Flat(LocalModel model) => [.. model.Logits(Tokens, default).SelectMany(row => row)];

    private static float[] InTraining(string path, IReadOnlyList<WornAdapter> worn)
    {
        using var graph = Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = new BatchShape(1, Tokens.Length, Tokens.Length),
            Worn = [.. worn.Select(w => new WornWeights(AdapterFile.Read(w.Path), w.Scale))],
        });
        var sample = new Sample(Tokens, [.. Tokens.Select((t, i) => new Prediction(i, t, 1))]);
        return graph.Logits(Packer.Pack([sample], graph.Settings.Batch)[0]);
    }
}
