using System.Runtime.InteropServices;
using AgentMemory.Gguf;
using AgentMemory.Native;
using AgentMemory.Training;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>A stored tensor's numbers as F32.</summary>
public static class TensorNumbers
{
    /// <summary>Reads a tensor of any type that training reads.</summary>
    /// <exception cref="NotSupportedException">It is of another type.</exception>
    public static float[] Read(GgufFile file, GgufTensor tensor)
    {
        var bytes = file.Data(tensor);
        return tensor.Type switch
        {
            GgmlType.F32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            GgmlType.F16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), h => (float)h),
            // The upper half of an F32.
            GgmlType.BF16 => Array.ConvertAll(
                MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), u => BitConverter.UInt32BitsToSingle((uint)u << 16)),
            _ when ModelFile.Trainable.Contains(tensor.Type) => Cast(file, tensor),
            _ => throw new NotSupportedException(
                $"{tensor.Name} is {tensor.Type}; {string.Join(", ", ModelFile.Trainable)} can be read"),
        };
    }

    // By ggml itself, so that the numbers are those its kernels see.
    private static float[] Cast(GgufFile file, GgufTensor tensor)
    {
        NativeRuntime.Start();
        using var backend = GgmlBackendHandle.OpenProcessor(1);
        using var space = new TensorSpace(1);
        var inner = tensor.Extents[0];
        var stored = space.New(tensor.Name, tensor.Type, inner, tensor.Extents.Skip(1).Aggregate(1L, (a, b) => a * b));
        space.Allocate(backend);
        TensorTransfer.Write(stored, file, tensor);
        using var graph = new ComputeGraph(backend, nodesMax: 16);
        var cast = ggml_cast(graph.Context, stored, GgmlType.F32);
        ggml_set_output(cast);
        graph.Want(cast);
        graph.Allocate();
        graph.Compute();
        var values = new float[Tensors.Count(cast)];
        TensorTransfer.Read<float>(cast, values);
        return values;
    }
}
