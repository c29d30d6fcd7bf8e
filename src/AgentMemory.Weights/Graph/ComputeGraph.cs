using AgentMemory.Native;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>
/// A ggml graph with the memory of its intermediate results. Everything ggml would answer with abort() is asked first:
/// whether the nodes fit, and whether the device knows every operation.
/// </summary>
internal sealed class ComputeGraph : IDisposable
{
    private readonly GgmlBackendHandle _backend;
    private readonly GgmlContextHandle _context;
    private readonly GgmlAllocatorHandle _allocator;
    private readonly int _nodesMax;

    /// <param name="backend">Where it runs.</param>
    /// <param name="nodesMax">Nodes it can hold, with room to spare: neither context nor graph can grow.</param>
    public ComputeGraph(GgmlBackendHandle backend, int nodesMax)
    {
        _backend = backend;
        _nodesMax = nodesMax;
        // Leaves and views take headers too, beside the nodes that compute.
        _context = GgmlContextHandle.Create(tensorsMax: 2 * nodesMax, graphsMax: 1, nodesMax: nodesMax);
        _allocator = GgmlAllocatorHandle.Create(backend);
        Pointer = ggml_new_graph_custom(_context.Pointer, (nuint)nodesMax, false);
    }

    /// <summary>The ggml graph.</summary>
    public nint Pointer { get; }

    /// <summary>Takes the headers of the nodes.</summary>
    public nint Context => _context.Pointer;

    public int Nodes => ggml_graph_n_nodes(Pointer);

    /// <summary>Nodes that this project computes itself.</summary>
    public CustomOperations Own { get; } = new();

    /// <summary>Bytes of the intermediate results.</summary>
    public long SizeBytes => _allocator.Bytes;

    /// <summary>Adds a result with everything it needs.</summary>
    public void Want(nint result) => ggml_build_forward_expand(Pointer, result);

    /// <summary>Checks the operations and gives the intermediate results their memory.</summary>
    /// <exception cref="NotSupportedException">The device lacks an operation.</exception>
    public void Allocate()
    {
        for (var i = 0; i < Nodes; i++)
        {
            var node = ggml_graph_node(Pointer, i);
            if (!ggml_backend_supports_op(_backend.Pointer, node))
            {
                throw new NotSupportedException($"{_backend.Device.Name} cannot compute {Tensors.Describe(node)}");
            }
        }

        _allocator.Allocate(Pointer);
    }

    /// <summary>Computes every node; blocks until done.</summary>
    public void Compute()
    {
        var status = ggml_backend_graph_compute(_backend.Pointer, Pointer);
        if (status != GgmlStatus.Success)
        {
            throw new NativeEngineException($"{_backend.Device.Name} could not compute a graph of {Nodes} nodes: {status}");
        }

        Own.ThrowIfFailed();
    }

    /// <summary>Nodes that a graph of this many layers needs at most.</summary>
    /// <remarks>Measured: about 250 nodes a layer for an adapter on all parts, forward and backward.</remarks>
    public static int NodesFor(int layers, int worn = 0) => 2048 + ((640 + (160 * worn)) * layers);

    /// <summary>Refuses to go on once half of the room is used, so that an abort is never near.</summary>
    public void CheckRoom()
    {
        if (ggml_used_mem(_context.Pointer) > ggml_get_mem_size(_context.Pointer) * 3 / 4)
        {
            throw new InvalidOperationException($"a graph of {Nodes} nodes is close to its limit of {_nodesMax}; raise NodesFor");
        }
    }

    public void Dispose()
    {
        _allocator.Dispose();
        _context.Dispose();
        Own.Dispose();
    }
}
