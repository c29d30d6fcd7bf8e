namespace AgentMemory.Native;

/// <summary>
/// A ggml context that holds tensor headers and graphs; data lies in backend buffers. It cannot grow: running out of it
/// aborts the process, so its size is asked for in tensors and graphs.
/// </summary>
internal sealed class GgmlContextHandle : NativeHandle
{
    private GgmlContextHandle(nint context)
        : base(context)
    {
    }

    /// <param name="tensorsMax">Tensor headers it can hold.</param>
    /// <param name="graphsMax">Graphs it can hold.</param>
    /// <param name="nodesMax">Nodes of each graph; a graph that runs full aborts the process too.</param>
    internal static GgmlContextHandle Create(int tensorsMax, int graphsMax = 0, int nodesMax = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(graphsMax);
        NativeRuntime.Start();
        var bytes = ((nuint)tensorsMax * Ggml.ggml_tensor_overhead()) + 1024;
        if (graphsMax > 0)
        {
            bytes += (nuint)graphsMax * Ggml.ggml_graph_overhead_custom((nuint)nodesMax, true);
        }

        var context = Ggml.ggml_init(new GgmlInitParams { MemSize = bytes, NoAlloc = 1 });
        return context != 0
            ? new GgmlContextHandle(context)
            : throw new NativeEngineException($"ggml has no memory for a context of {bytes} bytes.");
    }

    private protected override void Free(nint thing) => Ggml.ggml_free(thing);
}
