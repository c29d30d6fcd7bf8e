using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Weights;

public sealed class ArchitectureAdapterTests(ITestOutputHelper output)
{
    private static readonly BatchShape Shape = new(Rows: 2, RowTokens: 24, Predictions: 32);

    public static TheoryData<string> Mixes => [.. WeightMix.All.Select(m => m.Name)];

    [Fact]
    public void Parts_named_one_by_one_reach_the_fused_layer_that_does_them()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3", folder.File("random.gguf"));
        using var graph = Trainers.Open(path, Training(Shape) with
        {
            Adapter = new AdapterShape { Rank = 2, Alpha = 2, Parts = ["attn_k", "ffn_gate"] },
        });
        Assert.Equal(
            ["blk.0.attn_qkv.weight.lora_a", "blk.0.attn_qkv.weight.lora_b", "blk.0.ffn_up.weight.lora_a", "blk.0.ffn_up.weight.lora_b"],
            graph.TrainedNames.Where(n => n.StartsWith("blk.0.", StringComparison.Ordinal)));
        graph.ToAdapterFile(new string('0', 64)).Write(folder.File("adapter.gguf"));
        Assert.Equal(["ffn_up", "attn_qkv"], AdapterFile.Read(folder.File("adapter.gguf")).Shape.Parts);
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void A_quantised_base_gives_the_gradients_of_its_twin_in_F32(string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3", folder.File("random.gguf"), WeightMix.All.Single(m => m.Name == mix));
        var twin = SmallModels.Dequantised(path, folder.File("twin.gguf"));
        var cosine = GradientTests.Cosine(Gradients(path), Gradients(twin));
        output.WriteLine($"phi3 {mix}: 1 - {1 - cosine:E2}");
        Assert.True(cosine > 0.999999, $"{mix}: {cosine}");
    }

    /// <summary>Types that stand in the files of other mixes, or in place of K-quants where rows fill no block of 256.</summary>
    [Theory]
    [InlineData(GgmlType.Q4_1)]
    [InlineData(GgmlType.Q5_0)]
    [InlineData(GgmlType.Q5_1)]
    [InlineData(GgmlType.Q2_K)]
    [InlineData(GgmlType.Q3_K)]
    [InlineData(GgmlType.IQ4_NL)]
    [InlineData(GgmlType.IQ4_XS)]
    public void Every_other_type_of_weights_gives_the_gradients_of_its_twin_in_F32(GgmlType type)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("llama", folder.File("random.gguf"), new WeightMix(type.ToString(), 0, type, type, type));
        var twin = SmallModels.Dequantised(path, folder.File("twin.gguf"));
        Assert.True(GradientTests.Cosine(Gradients(path), Gradients(twin)) > 0.999999);
    }

    /// <summary>A window counts back along a sample and its beginning, not along the row that it was packed into.</summary>
    [Theory]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("olmo3")]
    public void Windows_see_the_same_in_packed_rows_with_a_shared_beginning_as_in_samples_alone(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var rng = new Rng(5);
        var beginning = Batches.RandomSample(rng, 20, 0).Tokens;
        Sample[] samples = [.. new[] { 9, 6, 12 }.Select(n =>
        {
            var own = Batches.RandomSample(rng, n, n / 2);
            return new Sample([.. beginning, .. own.Tokens], [.. own.Predictions.Select(p => p with { At = p.At + 20 })]);
        })];
        var alone = Gradients(path, [.. samples.Select(s => Assert.Single(Packer.Pack([s], new BatchShape(1, 32, 12))))]);
        var shared = Gradients(path, [.. Packer.Pack(samples.Select(s => s with { SharedTokens = 20 }), new BatchShape(1, 48, 20))]);
        var cosine = GradientTests.Cosine(alone, shared);
        output.WriteLine($"{name}: 1 - {1 - cosine:E2}");
        Assert.True(cosine > 0.9999, $"{name}: {cosine}");
    }

    private static float[] Gradients(string path) => Gradients(path, [Batches.Random(Shape, 5, predictionsEach: 14)]);

    private static float[] Gradients(string path, IReadOnlyList<Batch> batches)
    {
        using var graph = Trainers.Open(path, Training(batches[0].Shape));
        Batches.RandomiseB(graph, 3, 0.05);
        foreach (var batch in batches)
        {
            graph.Accumulate(batch);
        }

        return [.. graph.TrainedNames.SelectMany(graph.Gradient)];
    }

    private static TrainerSettings Training(BatchShape shape) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = shape,
        Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
        ContextTokens = 512,
    };
}
