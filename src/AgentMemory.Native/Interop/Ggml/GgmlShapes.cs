using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>
/// Views, copies, permutations, row gathers (ggml.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_set(nint context, nint a, nint b, nuint nb1, nuint nb2, nuint nb3, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_set_1d(nint context, nint a, nint b, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_set_2d(nint context, nint a, nint b, nuint nb1, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cpy(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cast(nint context, nint a, GgmlType type);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cont(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cont_1d(nint context, nint a, long ne0);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cont_2d(nint context, nint a, long ne0, long ne1);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cont_3d(nint context, nint a, long ne0, long ne1, long ne2);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cont_4d(nint context, nint a, long ne0, long ne1, long ne2, long ne3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reshape(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reshape_1d(nint context, nint a, long ne0);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reshape_2d(nint context, nint a, long ne0, long ne1);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reshape_3d(nint context, nint a, long ne0, long ne1, long ne2);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reshape_4d(nint context, nint a, long ne0, long ne1, long ne2, long ne3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_view_1d(nint context, nint a, long ne0, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_view_2d(nint context, nint a, long ne0, long ne1, nuint nb1, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_view_3d(
        nint context, nint a, long ne0, long ne1, long ne2, nuint nb1, nuint nb2, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_view_4d(
        nint context, nint a, long ne0, long ne1, long ne2, long ne3, nuint nb1, nuint nb2, nuint nb3, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_permute(nint context, nint a, int axis0, int axis1, int axis2, int axis3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_transpose(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_rows(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_get_rows_back(nint context, nint a, nint b, nint c);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_set_rows(nint context, nint a, nint b, nint c);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_diag(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_pad(nint context, nint a, int p0, int p1, int p2, int p3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_pad_ext(
        nint context, nint a, int lp0, int rp0, int lp1, int rp1, int lp2, int rp2, int lp3, int rp3);
}
