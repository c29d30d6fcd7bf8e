namespace AgentMemory.Native;

/// <summary>
/// Places the intermediate results of a graph in device memory (struct ggml_gallocr) and owns that memory.
/// </summary>
internal sealed class GgmlAllocatorHandle : NativeHandle
{
    private GgmlAllocatorHandle(nint allocator)
        : base(allocator)
    {
    }

    internal static GgmlAllocatorHandle Create(GgmlBackendHandle backend)
    {
        var allocator = Ggml.ggml_gallocr_new(Ggml.ggml_backend_get_default_buffer_type(backend.Pointer));
        return allocator != 0
            ? new GgmlAllocatorHandle(allocator)
            : throw new NativeEngineException("ggml has no memory for a graph allocator.");
    }

    /// <summary>Size in bytes of the memory that the graph takes.</summary>
    internal long Bytes => (long)Ggml.ggml_gallocr_get_buffer_size(Pointer, 0);

    /// <exception cref="NativeEngineException">The device has too little memory.</exception>
    internal void Allocate(nint graph)
    {
        if (!Ggml.ggml_gallocr_alloc_graph(Pointer, graph))
        {
            throw new NativeEngineException($"The device has no memory for this graph: {NativeLog.LastWords()}");
        }
    }

    private protected override void Free(nint thing) => Ggml.ggml_gallocr_free(thing);
}
