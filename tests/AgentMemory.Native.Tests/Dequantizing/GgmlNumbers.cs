using AgentMemory.Gguf;
using AgentMemory.Weights;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Native.Tests.Dequantizing;

/// <summary>Stored numbers as ggml itself casts them on the processor.</summary>
internal static class GgmlNumbers
{
    internal static float[] ToF32(GgmlType type, byte[] blocks, int elements) => Cast(type, GgmlType.F32, blocks, elements);

    /// <summary>F32 to BF16 and back, which is exact.</summary>
    internal static float[] RoundedToBF16(float[] values) => Cast(
        GgmlType.BF16, GgmlType.F32, Bytes(values), values.Length, roundFirst: true);

    private static float[] Cast(GgmlType from, GgmlType to, byte[] blocks, int elements, bool roundFirst = false)
    {
        NativeRuntime.Start();
        using var backend = GgmlBackendHandle.OpenProcessor(1);
        using var space = new TensorSpace(1);
        var stored = space.New("stored", roundFirst ? GgmlType.F32 : from, elements);
        space.Allocate(backend);
        TensorTransfer.Write<byte>(stored, blocks);
        using var graph = new ComputeGraph(backend, nodesMax: 16);
        var result = ggml_cast(graph.Context, roundFirst ? ggml_cast(graph.Context, stored, from) : stored, to);
        ggml_set_output(result);
        graph.Want(result);
        graph.Allocate();
        graph.Compute();
        var values = new float[elements];
        TensorTransfer.Read<float>(result, values);
        return values;
    }

    private static byte[] Bytes(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
