using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Buffers and the graph allocator (ggml-backend.h, ggml-alloc.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_alloc_ctx_tensors(nint context, nint backend);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_alloc_ctx_tensors_from_buft(nint context, nint bufferType);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_alloc_buffer(nint backend, nuint size);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_buft_name(nint bufferType);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_buft_get_alignment(nint bufferType);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_buft_get_max_size(nint bufferType);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_buft_get_alloc_size(nint bufferType, nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_buffer_free(nint buffer);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_buffer_get_base(nint buffer);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_backend_buffer_get_size(nint buffer);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_buffer_clear(nint buffer, byte value);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_backend_buffer_is_host(nint buffer);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_backend_buffer_set_usage(nint buffer, int usage);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_cpu_buffer_type();

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_gallocr_new(nint bufferType);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_gallocr_free(nint allocator);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_gallocr_reserve(nint allocator, nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_gallocr_alloc_graph(nint allocator, nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_gallocr_get_buffer_size(nint allocator, int bufferId);
}
