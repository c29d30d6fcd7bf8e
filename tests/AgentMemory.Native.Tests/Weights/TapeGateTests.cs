using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Native.Tests.Weights;

public sealed class TapeGateTests
{
    private const double Step = 1e-2;

    [Fact]
    public void Slope_of_a_soft_cap_matches_finite_differences() =>
        Check([[6, 5]], (tape, x) => tape.SoftCap(tape.Scale(x[0], 3), 2));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    public void Slope_of_a_slice_lands_where_the_slice_was_taken(int start, int count) =>
        Check([[10, 4]], (tape, x) => tape.Slice(x[0], start, count));

    [Fact]
    public void Slopes_of_slices_of_one_tensor_add_up() => Check(
        [[6, 4]],
        (tape, x) => tape.SwiGlu(tape.Slice(x[0], 0, 3), tape.Slice(x[0], 2, 3)));

    [Fact]
    public void A_slice_beyond_the_end_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Check([[6, 4]], (tape, x) => tape.Slice(x[0], 4, 3)));

    [Fact]
    public void Slope_of_a_norm_over_each_head_matches_finite_differences() => Check(
        [[4, 3, 5], [4]],
        (tape, x) => tape.MulRow(tape.RmsNorm(x[0], 1e-6f), x[1]));

    [Theory]
    [InlineData(RopeShape.Neighbours, 8)]
    [InlineData(RopeShape.Halves, 8)]
    [InlineData(RopeShape.Halves, 6)]
    public void Slope_of_a_stretched_rotation_matches_finite_differences(int mode, int dimensions) => Check(
        [[8, 2, 3]],
        (tape, x) => tape.Rope(x[0], x[1], new RopeShape(
            dimensions, mode, 10_000, 0.25f, 0, new RopeScaling(16, Extension: 1, Attention: 1.2f))),
        positions: [0, 5, 17]);

    [Fact]
    public void Gelu_and_its_slope_are_those_of_the_formula()
    {
        double[] at = [-4, -1.5, -0.75, -0.1, 0, 0.2, 0.9, 1.7, 3, 12];
        using var run = new Run([[at.Length, 1], [at.Length, 1]], (tape, x) => tape.GeGlu(x[0], x[1]), []);
        run.Set(0, [.. at.Select(x => (float)x)]);
        run.Set(1, [.. at.Select(x => (float)(1 + (x / 8)))]);
        run.SetPull([.. Enumerable.Repeat(1f, at.Length)]);
        var result = run.Compute();
        for (var i = 0; i < at.Length; i++)
        {
            var (gate, up) = (at[i], 1 + (at[i] / 8));
            Assert.Equal(Gelu(gate) * up, result[i], 2e-3 * Math.Max(1, Math.Abs(gate)));
            Assert.Equal((Gelu(gate + 1e-4) - Gelu(gate - 1e-4)) / 2e-4 * up, run.Gradient(0)[i], 1e-4);
            Assert.Equal(Gelu(gate), run.Gradient(1)[i], 2e-3 * Math.Max(1, Math.Abs(gate)));
        }

        static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
    }

    // The gradient of sum(pull * y) against central differences, number by number.
    private static void Check(long[][] extents, Func<Tape, nint[], nint> operation, int[]? positions = null)
    {
        using var run = new Run(extents, operation, positions ?? []);
        var rng = new Rng(7);
        var inputs = extents.Select(e => Draw(rng, (int)e.Aggregate(1L, (a, b) => a * b))).ToArray();
        var pull = Draw(rng, run.ResultCount);
        for (var i = 0; i < inputs.Length; i++)
        {
            run.Set(i, inputs[i]);
        }

        run.SetPull(pull);
        run.Compute();
        var gradients = inputs.Select((_, i) => run.Gradient(i)).ToArray();
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < inputs[i].Length; j++)
            {
                var measured = (LossAt(i, j, +Step) - LossAt(i, j, -Step)) / (2 * Step);
                Assert.Equal(measured, gradients[i][j], 2e-3 * (1 + Math.Abs(measured)));
            }
        }

        double LossAt(int input, int number, double move)
        {
            var moved = inputs[input].ToArray();
            moved[number] += (float)move;
            run.Set(input, moved);
            var loss = run.Compute().Zip(pull, (y, p) => (double)y * p).Sum();
            run.Set(input, inputs[input]);
            return loss;
        }
    }

    private static float[] Draw(Rng rng, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];

    /// <summary>One operation on the processor with its gradients.</summary>
    private sealed class Run : IDisposable
    {
        private readonly GgmlBackendHandle _backend = OpenProcessor();
        private readonly TensorSpace _space = new(8);
        private readonly ComputeGraph _graph;
        private readonly nint[] _inputs;
        private readonly nint[] _gradients;
        private readonly nint _result;
        private readonly nint _pull;

        public Run(long[][] extents, Func<Tape, nint[], nint> operation, int[] positions)
        {
            _graph = new ComputeGraph(_backend, 128);
            var tape = new Tape(_graph.Context, null, records: true);
            _inputs = [.. extents.Select((e, i) => _space.New($"x{i}", GgmlType.F32, e[0], At(e, 1), At(e, 2)))];
            Array.ForEach(_inputs, tape.Want);
            nint[] placed = positions.Length == 0 ? [] : [_space.New("positions", GgmlType.I32, positions.Length)];
            _result = operation(tape, [.. _inputs, .. placed]);
            Ggml.ggml_set_output(_result);
            var (d0, d1, d2, _) = Tensors.Extents(_result);
            _pull = _space.New("pull", GgmlType.F32, d0, d1, d2);
            tape.Backward(_result, _pull);
            _gradients = [.. _inputs.Select(tape.Gradient)];
            _graph.Want(_result);
            foreach (var gradient in _gradients)
            {
                Ggml.ggml_set_output(gradient);
                _graph.Want(gradient);
            }

            _space.Allocate(_backend);
            _graph.Allocate();
            Array.ForEach(placed, p => TensorTransfer.Write<int>(p, positions));
        }

        public int ResultCount => Tensors.Count(_result);

        public void Set(int input, float[] values) => TensorTransfer.Write<float>(_inputs[input], values);

        public void SetPull(float[] values) => TensorTransfer.Write<float>(_pull, values);

        public float[] Compute()
        {
            _graph.Compute();
            return Read(_result);
        }

        public float[] Gradient(int input) => Read(_gradients[input]);

        public void Dispose()
        {
            _graph.Dispose();
            _space.Dispose();
            _backend.Dispose();
        }

        private static GgmlBackendHandle OpenProcessor()
        {
            NativeRuntime.Start();
            return GgmlBackendHandle.OpenProcessor(1);
        }

        private static long At(long[] extents, int dimension) => dimension < extents.Length ? extents[dimension] : 1;

        private static float[] Read(nint tensor)
        {
            var values = new float[Tensors.Count(tensor)];
            TensorTransfer.Read<float>(tensor, values);
            return values;
        }
    }
}
