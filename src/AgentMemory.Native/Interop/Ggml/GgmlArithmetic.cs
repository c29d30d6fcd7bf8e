using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Element-wise arithmetic and reductions (ggml.h, "operations on tensors with backpropagation").
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_dup(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_add(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_add_inplace(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_add_id(nint context, nint a, nint b, nint ids);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_acc(nint context, nint a, nint b, nuint nb1, nuint nb2, nuint nb3, nuint offset);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sub(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sub_inplace(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_mul(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_mul_inplace(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_div(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_div_inplace(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sqr(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sqrt(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_log(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_expm1(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_softplus(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sin(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cos(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sum(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sum_rows(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cumsum(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_mean(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_argmax(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_count_equal(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_repeat(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_repeat_4d(nint context, nint a, long ne0, long ne1, long ne2, long ne3);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_repeat_back(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_concat(nint context, nint a, nint b, int dim);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_abs(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sgn(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_neg(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_step(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_exp(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_scale(nint context, nint a, float s);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_scale_inplace(nint context, nint a, float s);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_scale_bias(nint context, nint a, float s, float b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_clamp(nint context, nint a, float min, float max);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_fill(nint context, nint a, float c);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_arange(nint context, float start, float stop, float step);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_argsort(nint context, nint a, int order);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_top_k(nint context, nint a, int k);
}
