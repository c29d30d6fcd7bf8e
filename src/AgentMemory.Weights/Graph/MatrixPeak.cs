using AgentMemory.Gguf;
using AgentMemory.Native;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>What one large matrix product reaches on the processor: the yardstick that training is measured by.</summary>
public static class MatrixPeak
{
    private const int Side = 1536;
    private const int Columns = 512;
    private const int Rounds = 8;

    /// <summary>
    /// Floating-point operations a second of the best of several F32 products [1536 x 1536] [1536 x 512], by ggml's kernel and
    /// by this project's own, whichever is faster.
    /// </summary>
    public static double Measure(int threads, TimeProvider time) =>
        Math.Max(Measure(threads, time, own: false), MatrixProduct.IsFast ? Measure(threads, time, own: true) : 0);

    private static double Measure(int threads, TimeProvider time, bool own)
    {
        NativeRuntime.Start();
        using var backend = GgmlBackendHandle.OpenProcessor(threads);
        using var space = new TensorSpace(2);
        var a = space.New("a", GgmlType.F32, Side, Side);
        var b = space.New("b", GgmlType.F32, Side, Columns);
        space.Allocate(backend);
        TensorTransfer.Write<float>(a, Numbers(Side * Side));
        TensorTransfer.Write<float>(b, Numbers(Side * Columns));
        using var graph = new ComputeGraph(backend, 16);
        graph.Want(own
            ? ProductNode.Add(graph.Own, graph.Context, (b, Side, 1), (a, 1, Side), rows: Columns, columns: Side, depth: Side)
            : ggml_mul_mat(graph.Context, a, b));
        graph.Allocate();
        graph.Compute();
        var best = double.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var start = time.GetTimestamp();
            graph.Compute();
            best = Math.Min(best, time.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Side * Side * Columns / best;
    }

    private static float[] Numbers(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = 1f / (1 + (i % 7));
        }

        return values;
    }
}
