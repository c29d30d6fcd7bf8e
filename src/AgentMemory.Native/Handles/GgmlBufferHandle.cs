namespace AgentMemory.Native;

/// <summary>Device memory that holds the data of a context's tensors (struct ggml_backend_buffer).</summary>
internal sealed class GgmlBufferHandle : NativeHandle
{
    private GgmlBufferHandle(nint buffer)
        : base(buffer)
    {
    }

    /// <summary>Memory for every tensor of the context that has none yet.</summary>
    /// <exception cref="NativeEngineException">
    /// The device has too little memory, or there is nothing to allocate.
    /// </exception>
    internal static GgmlBufferHandle Allocate(GgmlContextHandle context, GgmlBackendHandle backend)
    {
        var buffer = Ggml.ggml_backend_alloc_ctx_tensors(context.Pointer, backend.Pointer);
        return buffer != 0
            ? new GgmlBufferHandle(buffer)
            : throw new NativeEngineException($"{backend.Device.Name} has no memory for these tensors: "
                + $"{NativeLog.LastWords()}");
    }

    /// <summary>Size in bytes.</summary>
    internal long Bytes => (long)Ggml.ggml_backend_buffer_get_size(Pointer);

    /// <summary>Sets every byte.</summary>
    internal void Fill(byte value) => Ggml.ggml_backend_buffer_clear(Pointer, value);

    private protected override void Free(nint thing) => Ggml.ggml_backend_buffer_free(thing);
}
