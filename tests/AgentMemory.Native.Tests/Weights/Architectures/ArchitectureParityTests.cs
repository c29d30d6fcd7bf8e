using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Training;
using AgentMemory.Weights;
using Xunit.Abstractions;

namespace AgentMemory.Native.Tests.Weights;

public sealed class ArchitectureParityTests(ITestOutputHelper output)
{
    private static readonly BatchShape Shape = new(Rows: 1, RowTokens: 64, Predictions: 64);

    public static TheoryData<string> Models => [.. ArchitectureModels.Names, .. ArchitectureModels.Variants];

    public static TheoryData<string, string> Mixes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in ArchitectureModels.Names)
            {
                foreach (var mix in WeightMix.All)
                {
                    data.Add(name, mix.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_in_F32_equal_the_engines_by_own_kernels_and_by_ggmls(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var engine = new RawEngine(path);
        var expected = engine.Logits(batch.Tokens);
        foreach (var own in new[] { true, false })
        {
            using var graph = TrainingGraph.Open(path, Evaluating(own));
            var difference = Batches.MaxDifference(graph.Logits(batch), expected);
            output.WriteLine($"{name} own {own}: {difference:E2}");
            Assert.True(difference < ParityBound.Exact, $"{name}: {difference}");
        }
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Logits_of_every_type_of_weights_stay_within_the_bound(string name, string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"), WeightMix.All.Single(m => m.Name == mix));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var engine = new RawEngine(path);
        using var graph = TrainingGraph.Open(path, Evaluating());
        using var file = GgufFile.Open(path);
        var logits = graph.Logits(batch);
        var difference = Batches.MaxDifference(logits, engine.Logits(batch.Tokens));
        var bound = ParityBound.Of(file, Math.Sqrt(logits.Average(l => (double)l * l)));
        output.WriteLine($"{name} {mix}: {difference:E2} of {bound:E2}");
        Assert.True(difference < bound, $"{name} {mix}: {difference} of {bound}");
    }

    /// <summary>
    /// The bound alone would let a small error through. Against the same weights in F32, graph and engine must be off by the
    /// same amount, since rounding is all that is left.
    /// </summary>
    [Theory]
    [InlineData("phi3", "Q4_0")]
    [InlineData("phi3", "Q4_K_M")]
    [InlineData("phi3", "Q5_K_M")]
    [InlineData("gemma3", "Q8_0")]
    [InlineData("gemma3", "Q6_K")]
    [InlineData("olmo3", "BF16")]
    public void A_quantised_graph_is_as_near_to_its_twin_in_F32_as_the_engine_is(string name, string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"), WeightMix.All.Single(m => m.Name == mix));
        var twin = SmallModels.Dequantised(path, folder.File("twin.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var graph = TrainingGraph.Open(path, Evaluating());
        using var engine = new RawEngine(path);
        using var exact = new RawEngine(twin);
        var expected = exact.Logits(batch.Tokens);
        var ratio = Size(graph.Logits(batch), expected) / Size(engine.Logits(batch.Tokens), expected);
        output.WriteLine($"{name} {mix}: {ratio:F3}");
        Assert.InRange(ratio, 0.9, 1.1);
    }

    [Fact]
    public void Long_contexts_take_the_long_factors_and_short_ones_the_short()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3-long", folder.File("random.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        foreach (var context in new[] { 256, 512 })
        {
            using var engine = new RawEngine(path, contextTokens: context);
            using var same = TrainingGraph.Open(path, Evaluating() with { ContextTokens = context });
            using var other = TrainingGraph.Open(path, Evaluating() with { ContextTokens = 768 - context });
            var expected = engine.Logits(batch.Tokens);
            Assert.True(Batches.MaxDifference(same.Logits(batch), expected) < ParityBound.Exact);
            Assert.True(Batches.MaxDifference(other.Logits(batch), expected) > 0.05, "the factors must have changed something");
        }
    }

    [Fact]
    public void An_engine_of_many_short_windows_keeps_the_short_factors()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3-long", folder.File("random.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var graph = TrainingGraph.Open(path, Evaluating() with { ContextTokens = null });
        using var model = LocalModel.Open(
            ModelEntry.OfFile(path), new EngineOptions { Slots = 8, Threads = 1, ContextTokens = 128, Exact = true });
        float[] played = [.. model.Logits(batch.Tokens, CancellationToken.None).SelectMany(row => row)];
        Assert.True(Batches.MaxDifference(graph.Logits(batch), played) < ParityBound.Exact);
    }

    private static TrainingGraphSettings Evaluating(bool ownKernels = true) => new()
    {
        Purpose = TrainingPurpose.Evaluate,
        Batch = Shape,
        ContextTokens = 512,
        OwnKernels = ownKernels,
    };

    private static double Size(float[] logits, float[] expected) =>
        Math.Sqrt(logits.Zip(expected, (a, b) => (double)(a - b) * (a - b)).Average());
}
