using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Normalisations, softmax and losses (ggml.h). SOFT_MAX_BACK on the processor reads its second source after it may
/// have been overwritten: mark every softmax output with ggml_set_output, or the gradients are silently wrong.
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_norm(nint context, nint a, float eps);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rms_norm(nint context, nint a, float eps);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rms_norm_back(nint context, nint a, nint b, float eps);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_group_norm(nint context, nint a, int nGroups, float eps);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_l2_norm(nint context, nint a, float eps);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_soft_max(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_soft_max_ext(nint context, nint a, nint mask, float scale, float maxBias);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_soft_max_ext_back(nint context, nint a, nint b, float scale, float maxBias);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_soft_max_add_sinks(nint a, nint sinks);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cross_entropy_loss(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_cross_entropy_loss_back(nint context, nint a, nint b, nint c);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_diag_mask_inf(nint context, nint a, int nPast);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_diag_mask_zero(nint context, nint a, int nPast);
}
