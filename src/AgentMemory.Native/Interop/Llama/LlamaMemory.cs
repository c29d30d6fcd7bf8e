using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// The key-value cache, by sequence (llama.h, "memory").
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_get_memory(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_memory_clear(nint memory, [MarshalAs(UnmanagedType.U1)] bool data);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_memory_seq_rm(nint memory, int seqId, int p0, int p1);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_memory_seq_cp(nint memory, int seqIdSrc, int seqIdDst, int p0, int p1);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_memory_seq_keep(nint memory, int seqId);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_memory_seq_add(nint memory, int seqId, int p0, int p1, int delta);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_memory_seq_pos_min(nint memory, int seqId);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_memory_seq_pos_max(nint memory, int seqId);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_memory_can_shift(nint memory);
}
