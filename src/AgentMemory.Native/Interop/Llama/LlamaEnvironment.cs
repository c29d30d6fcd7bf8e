using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Start, version and log of llama.cpp (llama.h).
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_version();

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_backend_init();

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial void llama_log_set(
        delegate* unmanaged[Cdecl]<int, byte*, nint, void> logCallback, nint userData);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_print_system_info();

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_supports_gpu_offload();

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nuint llama_max_parallel_sequences();
}
