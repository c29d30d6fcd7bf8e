using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Native.Tests.Weights;

public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 16, 256)]
    [InlineData(7, 17, 300)]
    [InlineData(48, 31, 5)]
    [InlineData(13, 530, 2)]
    [InlineData(100, 96, 515)]
    public void Products_of_any_extents_and_strides_match_sums_in_double(int rows, int columns, int depth)
    {
        var rng = new Rng(3);
        var scratch = new float[MatrixProduct.ScratchFloats];
        foreach (var (turnsA, turnsB, adds) in new[] { (false, false, false), (true, false, true), (false, true, true), (true, true, false) })
        {
            float[] a = Numbers(rng, rows * depth), b = Numbers(rng, depth * columns), c = Numbers(rng, rows * columns);
            var before = c.ToArray();
            fixed (float* pa = a, pb = b, pc = c, ps = scratch)
            {
                MatrixProduct.Multiply(
                    turnsA ? new MatrixView((nint)pa, 1, rows) : new MatrixView((nint)pa, depth, 1),
                    turnsB ? new MatrixView((nint)pb, 1, depth) : new MatrixView((nint)pb, columns, 1),
                    pc, columns, rows, columns, depth, adds, ps);
            }

            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    var sum = adds ? before[(i * columns) + j] : 0.0;
                    for (var k = 0; k < depth; k++)
                    {
                        sum += (double)a[turnsA ? (k * rows) + i : (i * depth) + k] * b[turnsB ? (j * depth) + k : (k * columns) + j];
                    }

                    Assert.Equal(sum, c[(i * columns) + j], 1e-4 * Math.Sqrt(depth));
                }
            }
        }
    }

    [Fact]
    public void Softmax_of_a_row_gives_shares_and_the_logarithm_of_its_denominator()
    {
        var row = Numbers(new Rng(4), 29);
        var expected = row.Take(27).Select(x => Math.Exp(7.0 * x)).ToArray();
        fixed (float* p = row)
        {
            Assert.Equal(Math.Log(expected.Sum()), VectorMath.SoftMax(p, 27, 29, 7), 1e-5);
        }

        Assert.All(row.Take(27).Zip(expected), p => Assert.Equal(p.Second / expected.Sum(), p.First, 1e-6));
        Assert.Equal([0f, 0f], row[27..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Own_kernels_give_the_loss_and_the_gradients_of_ggmls(int threads)
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var rng = new Rng(6);
        // Longer than a block of queries, several to a row, two that share a beginning, and padding.
        var beginning = Batches.RandomSample(rng, 60, 0).Tokens;
        Sample[] shared = [.. new[] { 9, 70 }.Select(n =>
        {
            var own = Batches.RandomSample(rng, n, n / 2);
            return new Sample([.. beginning, .. own.Tokens], [.. own.Predictions.Select(p => p with { At = p.At + 60 })]) { SharedTokens = 60 };
        })];
        Sample[] alone = [.. new[] { 110, 3, 30 }.Select(n => Batches.RandomSample(rng, n, n / 2))];
        var batch = Assert.Single(Packer.Pack([.. shared, .. alone], new BatchShape(2, 160, 128)));
        var (loss, gradient) = Pass(path, batch, own: true, threads);
        var (expectedLoss, expected) = Pass(path, batch, own: false, threads: 1);
        Assert.Equal(expectedLoss, loss, 1e-4);
        Assert.True(Batches.MaxDifference(expected, gradient) < 1e-5 * expected.Max(Math.Abs));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var batch = Batches.Random(new BatchShape(2, 100, 64), 5, 30);
        Assert.Equal(Pass(path, batch, own: true, 1).Gradient, Pass(path, batch, own: true, 2).Gradient);
    }

    private static (double Loss, float[] Gradient) Pass(string path, Batch batch, bool own, int threads)
    {
        using var graph = TrainingGraph.Open(path, new TrainingGraphSettings
        {
            Purpose = TrainingPurpose.TrainEverything,
            Batch = batch.Shape,
            Threads = threads,
            OwnKernels = own,
        });
        var loss = graph.Accumulate(batch).Loss;
        return (loss, [.. graph.TrainedNames.SelectMany(graph.Gradient)]);
    }

    private static float[] Numbers(Rng rng, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];
}
