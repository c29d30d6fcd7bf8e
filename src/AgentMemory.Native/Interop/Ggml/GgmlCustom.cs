using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>Operations whose kernel the caller brings (ggml.h, "custom operators"); only the processor's backend knows them.</summary>
internal static unsafe partial class Ggml
{
    /// <summary>n_tasks that stands for every thread of the graph.</summary>
    internal const int AllTasks = -1;

    /// <param name="context">Takes the node's header.</param>
    /// <param name="type">Of the result.</param>
    /// <param name="ne0">Extents of the result, fastest first.</param>
    /// <param name="ne1">The second.</param>
    /// <param name="ne2">The third.</param>
    /// <param name="ne3">The fourth.</param>
    /// <param name="args">What the kernel reads, at most ten tensors.</param>
    /// <param name="argCount">How many.</param>
    /// <param name="fun">Called on each thread with the result, the thread's number, how many there are, and the user's data.</param>
    /// <param name="taskCount">Threads wanted, or <see cref="AllTasks"/>.</param>
    /// <param name="userData">Handed to the kernel.</param>
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_custom_4d(
        nint context,
        GgmlType type,
        long ne0,
        long ne1,
        long ne2,
        long ne3,
        nint* args,
        int argCount,
        delegate* unmanaged[Cdecl]<nint, int, int, nint, void> fun,
        int taskCount,
        nint userData);
}
