using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Graphs and optimiser steps (ggml.h). A graph that runs full aborts the process: size it generously.
/// </summary>
internal static partial class Ggml
{
    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_graph(nint context);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_new_graph_custom(
        nint context, nuint size, [MarshalAs(UnmanagedType.U1)] bool grads);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_graph_overhead();

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nuint ggml_graph_overhead_custom(nuint size, [MarshalAs(UnmanagedType.U1)] bool grads);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_graph_dup(
        nint context, nint graph, [MarshalAs(UnmanagedType.U1)] bool forceGrads);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_graph_cpy(nint src, nint dst);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_graph_reset(nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_graph_clear(nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial int ggml_graph_size(nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_graph_node(nint graph, int i);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial int ggml_graph_n_nodes(nint graph);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_graph_add_node(nint graph, nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ggml_graph_get_tensor(nint graph, string name);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_graph_get_grad(nint graph, nint node);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_graph_get_grad_acc(nint graph, nint node);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial void ggml_build_forward_expand(nint graph, nint tensor);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static unsafe partial void ggml_build_backward_expand(nint context, nint graph, nint* gradAccs);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_opt_step_adamw(nint context, nint a, nint grad, nint m, nint v, nint adamwParams);

    [LibraryImport(NativeLibraries.GgmlBase)]
    internal static partial nint ggml_opt_step_sgd(nint context, nint a, nint grad, nint sgdParams);
}
