using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Matrix products and attention (ggml.h). mul_mat(a[k,m], b[k,n]) = [m,n]; out_prod(a[n,k], b[m,k]) = [n,m].
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_mul_mat(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_mul_mat_id(nint context, nint @as, nint b, nint ids);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_out_prod(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool ggml_prec_set_acc(nint a, int prec);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_flash_attn_ext(
        nint context, nint q, nint k, nint v, nint mask, float scale, float maxBias, float logitSoftcap);
}
