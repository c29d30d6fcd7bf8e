using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

public sealed class GradientTests
{
    private static readonly BatchShape Shape = new(Rows: 2, RowTokens: 24, Predictions: 24);

    [Theory]
    [InlineData(TrainingPurpose.TrainAdapter)]
    [InlineData(TrainingPurpose.TrainEverything)]
    public void Gradients_of_every_trained_tensor_match_finite_differences(TrainingPurpose purpose)
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(purpose));
        Batches.RandomiseB(graph, 3);
        var batch = Batches.Random(Shape, 5, predictionsEach: 10, negative: true);
        graph.Accumulate(batch);
        var gradients = graph.TrainedNames.ToDictionary(n => n, graph.Gradient);
        graph.ClearGradients();
        Assert.All(gradients, g => Assert.True(DifferenceAlongSigns(graph, batch, g.Key, g.Value) < 1e-2, g.Key));
    }

    [Fact]
    public void Gradients_of_tied_embeddings_match_finite_differences()
    {
        using var folder = new TemporaryFolder();
        var path = SmallModels.Tied(folder.File("tied.gguf"));
        using var graph = Trainers.Open(path, Settings(TrainingPurpose.TrainEverything));
        var batch = Batches.Random(Shape, 6, predictionsEach: 12);
        graph.Accumulate(batch);
        var gradient = graph.Gradient("token_embd.weight");
        graph.ClearGradients();
        Assert.True(DifferenceAlongSigns(graph, batch, "token_embd.weight", gradient) < 1e-2);
    }

    [Fact]
    public void Gradients_of_two_passes_add_up_and_steps_clear_them()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(TrainingPurpose.TrainAdapter));
        var name = graph.TrainedNames.First(n => n.EndsWith("lora_b", StringComparison.Ordinal));
        graph.Accumulate(Batches.Random(Shape, 1, 6));
        var first = graph.Gradient(name);
        graph.ClearGradients();
        graph.Accumulate(Batches.Random(Shape, 2, 6));
        var second = graph.Gradient(name);
        graph.Accumulate(Batches.Random(Shape, 1, 6));
        Assert.True(Batches.MaxDifference(graph.Gradient(name), [.. first.Zip(second, (a, b) => a + b)]) < 1e-6);
        graph.Step(new AdamStep { LearningRate = 1e-3f });
        Assert.All(graph.Gradient(name), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Clipping_scales_the_gradient_as_one_vector()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        using var graph = Trainers.Open(path, Settings(TrainingPurpose.TrainAdapter));
        graph.Accumulate(Batches.Random(Shape, 1, 6));
        var norm = graph.GradientNorm();
        var byHand = Math.Sqrt(graph.TrainedNames.SelectMany(graph.Gradient).Sum(g => (double)g * g));
        Assert.Equal(1, norm / byHand, 1e-5);
        graph.ScaleGradients(0.5 / norm);
        Assert.Equal(0.5, graph.GradientNorm(), 1e-5);
    }

    private static TrainerSettings Settings(TrainingPurpose purpose) => new()
    {
        Purpose = purpose,
        Batch = Shape,
        Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
    };

    internal static double Cosine(float[] a, float[] b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return ab / Math.Sqrt(aa * bb);
    }

    // The slope along a direction made of the gradient's signs (a quarter of them left out at random), against the
    // central difference; relative to their size. The step is a share of the tensor's own size.
    internal static double DifferenceAlongSigns(
        ITrainer graph, Batch batch, string name, float[] gradient, double share = 0.01)
    {
        var rng = new Rng(9).Fork(name);
        var weights = graph.Weights(name);
        var step = share * Math.Max(Math.Sqrt(weights.Average(w => (double)w * w)), 1e-3);
        var direction = gradient.Select(g => rng.Next(4) == 0 ? 0 : Math.Sign(g)).ToArray();
        var up = LossAt(+step);
        var down = LossAt(-step);
        graph.SetWeights(name, weights);
        var measured = (up - down) / (2 * step);
        var computed = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
        return Math.Abs(measured - computed) / (Math.Abs(measured) + Math.Abs(computed) + 1e-4);

        double LossAt(double move)
        {
            graph.SetWeights(name, [.. weights.Select((w, i) => (float)(w + (move * direction[i])))]);
            return graph.Evaluate(batch).Loss;
        }
    }
}
