using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Rotary positions and their inverse (ggml.h). Mode 0 turns neighbouring pairs, 2 (NEOX) turns halves.
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rope_ext(
        nint context, nint a, nint b, nint c, int nDims, int mode, int nCtxOrig, float freqBase, float freqScale,
        float extFactor, float attnFactor, float betaFast, float betaSlow);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rope_ext_back(
        nint context, nint a, nint b, nint c, int nDims, int mode, int nCtxOrig, float freqBase, float freqScale,
        float extFactor, float attnFactor, float betaFast, float betaSlow);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rope_multi(
        nint context, nint a, nint b, nint c, int nDims, nint sections, int mode, int nCtxOrig, float freqBase,
        float freqScale, float extFactor, float attnFactor, float betaFast, float betaSlow);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_rope_multi_back(
        nint context, nint a, nint b, nint c, int nDims, nint sections, int mode, int nCtxOrig, float freqBase,
        float freqScale, float extFactor, float attnFactor, float betaFast, float betaSlow);
}
