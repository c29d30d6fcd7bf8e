using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>
/// Making, naming and describing tensors (ggml.h, "main" and "misc"). Extents stand fastest dimension first.
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_tensor_1d(nint context, GgmlType type, long ne0);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_tensor_2d(nint context, GgmlType type, long ne0, long ne1);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_tensor_3d(nint context, GgmlType type, long ne0, long ne1, long ne2);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_tensor_4d(
        nint context, GgmlType type, long ne0, long ne1, long ne2, long ne3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_dup_tensor(nint context, nint src);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_view_tensor(nint context, nint src);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial long ggml_nelements(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial long ggml_nrows(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_nbytes(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial long ggml_blck_size(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_type_size(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_row_size(GgmlType type, long ne);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_type_name(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_op_name(int @op);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_op_desc(nint t);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_element_size(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_is_quantized(GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_is_contiguous(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_are_same_shape(nint t0, nint t1);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial int ggml_n_dims(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_name(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_set_name(nint tensor, string name);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_set_input(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_set_output(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_set_param(nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_set_loss(nint tensor);
}
