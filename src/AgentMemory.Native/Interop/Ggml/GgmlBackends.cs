using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Backends: streams of computation on one device (ggml-backend.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_name(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_free(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_get_default_buffer_type(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_get_alignment(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_get_max_size(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_get_device(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_backend_tensor_set(nint tensor, void* data, nuint offset, nuint size);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_backend_tensor_get(nint tensor, void* data, nuint offset, nuint size);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_tensor_memset(nint tensor, byte value, nuint offset, nuint size);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_tensor_copy(nint src, nint dst);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_synchronize(nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial GgmlStatus ggml_backend_graph_compute(nint backend, nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_backend_supports_op(nint backend, nint @op);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial GgmlStatus ggml_backend_tensor_alloc(nint buffer, nint tensor, void* addr);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial GgmlStatus ggml_backend_view_init(nint tensor);
}
