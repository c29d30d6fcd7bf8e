using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Devices, their registries, and loading backends from a folder (ggml-backend.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.Ggml, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ggml_backend_load_all_from_path(string dirPath);

    [LibraryImport(NativeLibraries.Ggml, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_backend_load(string path);

    [LibraryImport(NativeLibraries.Ggml)]
    internal static partial nuint ggml_backend_dev_count();

    [LibraryImport(NativeLibraries.Ggml)]
    internal static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(NativeLibraries.Ggml, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_backend_dev_by_name(string name);

    [LibraryImport(NativeLibraries.Ggml)]
    internal static partial nint ggml_backend_dev_by_type(int type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_dev_name(nint device);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_dev_description(nint device);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_backend_dev_memory(nint device, nuint* free, nuint* total);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial int ggml_backend_dev_type(nint device);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_backend_dev_get_props(nint device, GgmlBackendDevProps* props);

    [LibraryImport(NativeLibraries.GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_backend_dev_init(nint device, string? parameters);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_dev_backend_reg(nint device);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_dev_buffer_type(nint device);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_backend_dev_supports_op(nint device, nint @op);

    [LibraryImport(NativeLibraries.Ggml)]
    internal static partial nuint ggml_backend_reg_count();

    [LibraryImport(NativeLibraries.Ggml)]
    internal static partial nint ggml_backend_reg_get(nuint index);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_backend_reg_name(nint reg);

    [LibraryImport(NativeLibraries.GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_backend_reg_get_proc_address(nint reg, string name);
}
