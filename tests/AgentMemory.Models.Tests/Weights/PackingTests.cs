using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

public sealed class PackingTests
{
    [Fact]
    public void Samples_packed_into_one_row_give_the_gradients_of_samples_alone()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var rng = new Rng(4);
        Sample[] samples = [.. new[] { 11, 7, 23, 16, 5 }.Select(n => Batches.RandomSample(rng, n, n / 2))];
        var packed = Gradients(path, Packer.Pack(samples, new BatchShape(1, 64, 40)));
        var alone = Gradients(path, [.. samples.Select(s => Assert.Single(Packer.Pack([s], new BatchShape(1, 23, 12))))]);
        Assert.Equal(packed.Loss, alone.Loss, 1e-4);
        Assert.True(Batches.MaxDifference(packed.Gradient, alone.Gradient) < (1e-5 * packed.Gradient.Max(Math.Abs)) + 1e-7);
    }

    [Fact]
    public void A_beginning_that_samples_share_is_computed_once_and_gives_the_same_gradients()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var rng = new Rng(5);
        var beginning = Batches.RandomSample(rng, 20, 0).Tokens;
        Sample[] samples = [.. new[] { 9, 6, 12 }.Select(n =>
        {
            var own = Batches.RandomSample(rng, n, n / 2);
            return new Sample([.. beginning, .. own.Tokens], [.. own.Predictions.Select(p => p with { At = p.At + 20 })]);
        })];
        var alone = Gradients(path, [.. samples.Select(s => Assert.Single(Packer.Pack([s], new BatchShape(1, 32, 12))))]);
        var batch = Assert.Single(Packer.Pack(samples.Select(s => s with { SharedTokens = 20 }), new BatchShape(1, 48, 20)));
        var shared = Gradients(path, [batch]);
        Assert.Equal(20 + 9 + 6 + 12, batch.TokensUsed);
        Assert.Equal(alone.Loss, shared.Loss, 1e-4);
        Assert.True(Batches.MaxDifference(shared.Gradient, alone.Gradient) < (1e-5 * alone.Gradient.Max(Math.Abs)) + 1e-7);
    }

    // Two tasks' rulebooks, samples with and without one, rows that the head's own row has to help out.
    [Theory]
    [InlineData(5, 64)]
    [InlineData(7, 48)]
    public void Beginnings_at_the_head_are_seen_from_every_row_and_give_the_same_gradients(int rows, int rowTokens)
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var rng = new Rng(6);
        IReadOnlyList<int>[] beginnings = [Batches.RandomSample(rng, 20, 0).Tokens, Batches.RandomSample(rng, 13, 0).Tokens, []];
        Sample[] samples = [.. Enumerable.Range(0, 15).Select(i =>
        {
            var beginning = beginnings[i % 3];
            var own = Batches.RandomSample(rng, 9 + (i % 5), 3);
            return new Sample([.. beginning, .. own.Tokens], [.. own.Predictions.Select(p => p with { At = p.At + beginning.Count })])
            {
                SharedTokens = beginning.Count,
            };
        })];
        var alone = Gradients(path, [.. samples.Select(s => Assert.Single(Packer.Pack([s with { SharedTokens = 0 }], new BatchShape(1, 48, 12))))]);
        var batch = Assert.Single(Packer.Pack(samples, new BatchShape(rows, rowTokens, 64)));
        Assert.Equal(20 + 13, batch.HeadTokens);
        Assert.Equal(20 + 13 + samples.Sum(s => s.Tokens.Count - s.SharedTokens), batch.TokensUsed);
        var shared = Gradients(path, [batch]);
        Assert.Equal(alone.Loss, shared.Loss, 1e-4);
        Assert.True(Batches.MaxDifference(shared.Gradient, alone.Gradient) < (1e-5 * alone.Gradient.Max(Math.Abs)) + 1e-7);
    }

    [Fact]
    public void Packing_leaves_little_padding()
    {
        var rng = new Rng(1);
        var samples = Enumerable.Range(0, 200).Select(_ => Batches.RandomSample(rng, 10 + rng.Next(50), 4)).ToArray();
        var batches = Packer.Pack(samples, new BatchShape(4, 128, 128));
        Assert.Equal(samples.Sum(s => s.Tokens.Count), batches.Sum(b => b.TokensUsed));
        Assert.Equal(samples.Sum(s => s.Predictions.Count), batches.Sum(b => b.PredictionsUsed));
        Assert.True(batches.Sum(b => b.TokensUsed) > 0.85 * batches.Sum(b => b.Shape.Tokens));
    }

    [Fact]
    public void Places_without_weight_and_padding_send_no_gradient()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(new BatchShape(1, 32, 8)));
        var sample = Batches.RandomSample(new Rng(2), 20, 4);
        graph.Accumulate(Assert.Single(Packer.Pack([sample.Weighted(0)], graph.Settings.Batch)));
        Assert.Equal(0, graph.GradientNorm());

        // What stands in the padding and in unused places must not matter either.
        var clean = Assert.Single(Packer.Pack([sample], graph.Settings.Batch));
        graph.Accumulate(clean);
        var gradient = graph.TrainedNames.SelectMany(graph.Gradient).ToArray();
        graph.ClearGradients();
        Array.Fill(clean.Tokens, 77, 20, 12);
        Array.Fill(clean.Targets, 99, 4, 4);
        Array.Fill(clean.At, 31, 4, 4);
        graph.Accumulate(clean);
        Assert.Equal(gradient, graph.TrainedNames.SelectMany(graph.Gradient));
    }

    [Fact]
    public void One_batch_overfits()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(new BatchShape(2, 24, 16)));
        var batch = Batches.Random(graph.Settings.Batch, 11, predictionsEach: 8);
        var loss = double.MaxValue;
        for (var i = 0; i < 400 && loss > 0.01; i++)
        {
            loss = graph.Accumulate(batch).Loss / batch.Weights.Sum();
            graph.Step(new AdamStep { LearningRate = 5e-3f });
        }

        Assert.True(loss < 0.01, $"loss {loss}");
    }

    [Fact]
    public void A_token_that_the_model_does_not_have_is_refused_before_native_code_sees_it()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(new BatchShape(1, 8, 8)));
        var batch = new Batch(graph.Settings.Batch);
        batch.Tokens[3] = RandomModel.VocabularySize;
        Assert.Throws<ArgumentException>(() => graph.Accumulate(batch));
    }

    private static TrainerSettings Settings(BatchShape shape) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = shape,
        Adapter = new AdapterShape { Rank = 8, Alpha = 16 },
    };

    private static (double Loss, float[] Gradient) Gradients(string path, IReadOnlyList<Batch> batches)
    {
        using var graph = Trainers.Open(path, Settings(batches[0].Shape));
        Batches.RandomiseB(graph, 3);
        var loss = batches.Sum(b => graph.Accumulate(b).Loss);
        return (loss, [.. graph.TrainedNames.SelectMany(graph.Gradient)]);
    }
}
