using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The trainer against a second implementation, against itself of another day, and against what training must be able to do.</summary>
public sealed class TrainingProofTests
{
    /// <summary>Losses of the ten steps below, recorded on 2026-11-21 (processor, F32, one thread).</summary>
    private static readonly double[] Recorded =
        [6.95360, 5.59950, 4.24621, 3.15257, 2.22344, 1.51629, 1.03865, 0.71636, 0.49330, 0.35093];

    [Theory]
    [InlineData(1, 24, 2, 1, 40)]
    [InlineData(2, 32, 4, 2, 48)]
    [InlineData(3, 48, 6, 2, 56)]
    public void Loss_and_gradients_are_those_of_a_second_implementation_in_plain_loops(
        ulong seed, int width, int heads, int keyHeads, int inner)
    {
        using var folder = new TemporaryFolder();
        var model = new RandomModel { Width = width, Heads = heads, KeyHeads = keyHeads, Inner = inner, Seed = seed };
        var path = model.Save(folder.File("m.gguf"));
        var rng = new Rng(seed);
        Sample[] samples = [.. Enumerable.Range(0, 3).Select(i => Batches.RandomSample(rng, 6 + (3 * i), 3 + i, negative: true))];
        using var graph = Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = new BatchShape(1, 32, 32),
            Adapter = new AdapterShape { Rank = 3, Alpha = 5 },
        });
        Batches.RandomiseB(graph, seed);
        var plain = new PlainLlama(path, graph);
        var loss = graph.Accumulate(Assert.Single(Packer.Pack(samples, graph.Settings.Batch))).Loss;
        Assert.Equal(samples.Sum(plain.Accumulate), loss, 1e-4);
        Assert.All(graph.TrainedNames, name =>
        {
            var (own, other) = (graph.Gradient(name), plain.Gradient(name));
            var largest = other.Max(Math.Abs);
            Assert.True(largest > 0, name);
            Assert.All(own.Zip(other), pair => Assert.True(Math.Abs(pair.First - pair.Second) < (2e-3 * largest) + 1e-6, name));
        });
    }

    [Fact]
    public void Ten_recorded_losses_come_out_again()
    {
        using var folder = new TemporaryFolder();
        var losses = Losses(new RandomModel().Save(folder.File("m.gguf")), 10, 1e-2f);
        Assert.True(
            losses.Count == Recorded.Length && losses.Zip(Recorded).All(p => Math.Abs(p.First - p.Second) < 1e-3),
            string.Join(", ", losses.Select(l => l.ToString("F5", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void One_batch_is_learnt_by_heart_to_a_loss_under_a_hundredth()
    {
        using var folder = new TemporaryFolder();
        var losses = Losses(new RandomModel().Save(folder.File("m.gguf")), 200, 1e-2f);
        Assert.True(losses[^1] < 0.01, $"{losses[^1]}");
    }

    private static List<double> Losses(string path, int steps, float rate)
    {
        var shape = new BatchShape(Rows: 2, RowTokens: 32, Predictions: 32);
        using var graph = Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = shape,
            Adapter = new AdapterShape { Rank = 8, Alpha = 16 },
        });
        var rng = new Rng(7);
        var samples = Enumerable.Range(0, 2).Select(_ =>
        {
            var text = Enumerable.Range(0, 32).Select(_ => rng.Next(256)).ToArray();
            return new Sample(text, [.. Enumerable.Range(15, 16).Select(t => new Prediction(t, text[t + 1], 1f / 32))]);
        });
        var batch = Assert.Single(Packer.Pack(samples, shape));
        var losses = new List<double>();
        for (var i = 0; i < steps; i++)
        {
            losses.Add(graph.Accumulate(batch).Loss);
            graph.Step(new AdamStep { LearningRate = rate });
        }

        return losses;
    }
}
