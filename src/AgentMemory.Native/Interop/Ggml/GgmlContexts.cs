using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Contexts that hold tensor headers and graphs (ggml.h, "main"). A context cannot grow: running out aborts the
/// process.
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_init(GgmlInitParams parameters);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_free(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_reset(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_used_mem(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_get_mem_size(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_tensor_overhead();

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_first_tensor(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_next_tensor(nint context, nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_get_tensor(nint context, string name);
}
