using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

public sealed class ArchitectureParityTests
{
    private const double LogitsBound = 2e-4;
    private static readonly BatchShape Shape = new(Rows: 1, RowTokens: 64, Predictions: 64);

    [Fact]
    public void Long_contexts_take_the_long_factors_and_short_ones_the_short()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3-long", folder.File("random.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        foreach (var context in new[] { 256, 512 })
        {
            using var engine = new RawEngine(path, contextTokens: context);
            using var same = Trainers.Open(path, Evaluating() with { ContextTokens = context });
            using var other = Trainers.Open(path, Evaluating() with { ContextTokens = 768 - context });
            var expected = engine.Logits(batch.Tokens);
            Assert.True(Batches.MaxDifference(same.Logits(batch), expected) < LogitsBound);
            Assert.True(Batches.MaxDifference(other.Logits(batch), expected) > 0.05, "the factors must have changed something");
        }
    }

    [Fact]
    public void An_engine_of_many_short_windows_keeps_the_short_factors()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3-long", folder.File("random.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var graph = Trainers.Open(path, Evaluating() with { ContextTokens = null });
        using var model = LocalModel.Open(
            ModelEntry.OfFile(path), new EngineOptions { Slots = 8, Threads = 1, ContextTokens = 128, Exact = true });
        float[] played = [.. model.Logits(batch.Tokens, CancellationToken.None).SelectMany(row => row)];
        Assert.True(Batches.MaxDifference(graph.Logits(batch), played) < LogitsBound);
    }

    private static TrainerSettings Evaluating() => new()
    {
        Purpose = TrainingPurpose.Evaluate,
        Batch = Shape,
        ContextTokens = 512,
    };
}
