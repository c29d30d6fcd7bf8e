using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>
/// struct ggml_tensor, by fixed offsets. Read through <see cref="At"/>; only flags may be written.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 336)]
internal unsafe struct GgmlTensor
{
    [FieldOffset(0)]
    internal GgmlType Type;

    [FieldOffset(8)]
    internal nint Buffer;

    /// <summary>Extents, fastest dimension first.</summary>
    [FieldOffset(16)]
    internal fixed long Ne[4];

    /// <summary>Strides in bytes.</summary>
    [FieldOffset(48)]
    internal fixed ulong Nb[4];

    [FieldOffset(80)]
    internal int Op;

    [FieldOffset(84)]
    internal fixed int OpParams[16];

    [FieldOffset(148)]
    internal int Flags;

    [FieldOffset(152)]
    internal fixed ulong Src[10];

    [FieldOffset(232)]
    internal nint ViewSrc;

    [FieldOffset(240)]
    internal nuint ViewOffs;

    [FieldOffset(248)]
    internal nint Data;

    [FieldOffset(256)]
    internal fixed byte Name[64];

    [FieldOffset(320)]
    internal nint Extra;

    /// <summary>The tensor behind a pointer that a ggml function gave.</summary>
    internal static ref GgmlTensor At(nint tensor) => ref *(GgmlTensor*)tensor;

    /// <summary>Extent of one dimension, 0 the fastest.</summary>
    internal static long Extent(nint tensor, int dimension) => ((GgmlTensor*)tensor)->Ne[dimension];
}
