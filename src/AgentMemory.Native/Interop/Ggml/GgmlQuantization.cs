using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>
/// Turning rows of floats into stored types and back (ggml.h, "quantization").
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial nuint ggml_quantize_chunk(
        GgmlType type, float* src, void* dst, long start, long nrows, long nPerRow, float* imatrix);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_quantize_init(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_quantize_free();

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_quantize_requires_imatrix(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_type_traits(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static unsafe partial bool ggml_validate_row_data(GgmlType type, void* data, nuint nbytes);
}
