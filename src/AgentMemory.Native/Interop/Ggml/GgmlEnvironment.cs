using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Versions, log and abort callbacks (ggml.h).
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_version();

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_commit();

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_log_set(
        delegate* unmanaged[Cdecl]<int, byte*, nint, void> logCallback, nint userData);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial delegate* unmanaged[Cdecl]<byte*, void> ggml_set_abort_callback(
        delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_status_to_string(GgmlStatus status);
}
