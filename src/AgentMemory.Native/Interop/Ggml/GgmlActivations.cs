using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Activations and gated units with the backward forms ggml has (ggml.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_tanh(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_elu(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_relu(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_sigmoid(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_gelu(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_gelu_erf(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_gelu_quick(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_silu(nint context, nint a);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_silu_back(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_reglu_split(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_geglu_split(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_swiglu_split(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_geglu_erf_split(nint context, nint a, nint b);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_geglu_quick_split(nint context, nint a, nint b);
}
