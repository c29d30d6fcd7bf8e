using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch.Tensors;
using TorchSharp;

namespace AgentMemory.Models.Tests.Weights;

public sealed class MuonTests
{
    [Theory]
    [InlineData(16, 24)]
    [InlineData(24, 16)]
    public void Newton_Schulz_keeps_the_singular_vectors_and_brings_the_values_near_one(int rows, int columns)
    {
        using var scope = torch.NewDisposeScope();
        var rng = new Rng(1);
        var matrix = torch.tensor(Enumerable.Range(0, rows * columns).Select(_ => (float)rng.NextGaussian()).ToArray(), [rows, columns]);
        var made = NewtonSchulz.Orthogonal(matrix);
        Assert.Equal([rows, columns], made.shape);
        var (left, _, right) = torch.linalg.svd(matrix, fullMatrices: false);
        var inside = left.t().matmul(made).matmul(right.t());
        var values = inside.diagonal();
        Assert.InRange(values.min().ToSingle(), 0.6f, 1.3f);
        Assert.InRange(values.max().ToSingle(), 0.6f, 1.3f);
        Assert.True((inside - values.diag()).abs().max().ToSingle() < 1e-3f);
    }

    [Fact]
    public void A_step_moves_block_matrices_by_the_orthogonal_momentum_and_all_else_as_AdamW_does()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var shape = new BatchShape(1, 16, 8);
        var settings = new TrainerSettings { Purpose = TrainingPurpose.TrainEverything, Batch = shape };
        using var muon = Trainers.Open(path, settings);
        using var adam = Trainers.Open(path, settings);
        var step = new AdamStep { LearningRate = 1e-3f, WeightDecay = 0.1f };
        var batch = Batches.Random(shape, 1, 8);
        muon.Accumulate(batch);
        adam.Accumulate(batch);
        const string Matrix = "blk.0.ffn_down.weight";
        var (before, gradient) = (muon.Weights(Matrix), muon.Gradient(Matrix));
        muon.Step(step with { Muon = new MuonSettings { RateFactor = 0.5 } });
        adam.Step(step);
        var extents = muon.Extents(Matrix);
        using var scope = torch.NewDisposeScope();
        // From rest the momentum is a twentieth of the gradient, whose size the orthogonal matrix forgets.
        var direction = NewtonSchulz.Orthogonal(torch.tensor(gradient, [extents[1], extents[0]])).contiguous().data<float>().ToArray();
        var size = 1e-3 * 0.5 * 0.2 * Math.Sqrt(extents.Max());
        var expected = before.Select((value, i) => (float)((value * (1 - (1e-3 * 0.1))) - (size * direction[i]))).ToArray();
        Assert.True(Batches.MaxDifference(expected, muon.Weights(Matrix)) < 1e-5);
        Assert.NotEqual(adam.Weights(Matrix), muon.Weights(Matrix));
        foreach (var name in muon.TrainedNames.Where(n => ModelShape.LayerOf(n) is null || muon.Extents(n).Count == 1))
        {
            Assert.Equal(adam.Weights(name), muon.Weights(name));
        }
    }
}
