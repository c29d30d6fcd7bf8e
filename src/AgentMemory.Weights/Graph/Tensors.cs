using AgentMemory.Gguf;
using AgentMemory.Native;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>What is asked of a ggml tensor again and again.</summary>
internal static class Tensors
{
    /// <summary>Extents, fastest dimension first.</summary>
    public static (long D0, long D1, long D2, long D3) Extents(nint tensor) => (
        GgmlTensor.Extent(tensor, 0),
        GgmlTensor.Extent(tensor, 1),
        GgmlTensor.Extent(tensor, 2),
        GgmlTensor.Extent(tensor, 3));

    public static GgmlType TypeOf(nint tensor) => GgmlTensor.At(tensor).Type;

    public static bool IsF32(nint tensor) => TypeOf(tensor) == GgmlType.F32;

    /// <summary>How many numbers it holds.</summary>
    public static int Count(nint tensor) => checked((int)ggml_nelements(tensor));

    /// <summary>For error messages: "MUL_MAT [96,512,1,1] on F32".</summary>
    public static string Describe(nint tensor)
    {
        var (d0, d1, d2, d3) = Extents(tensor);
        var source = TensorTransfer.FirstSource(tensor);
        var on = source == 0 ? "" : $" on {TypeOf(source)}";
        return $"{NativeRuntime.Text(ggml_op_desc(tensor))} [{d0},{d1},{d2},{d3}]{on}";
    }
}
