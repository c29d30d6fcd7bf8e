namespace AgentMemory.Native;

/// <summary>
/// A context of a model (struct llama_context): its cache and compute buffers. Keeps the model alive.
/// </summary>
internal sealed class LlamaContextHandle : NativeHandle
{
    private readonly LlamaModelHandle _model;

    private LlamaContextHandle(nint context, LlamaModelHandle model)
        : base(context) => _model = Hold(model);

    /// <exception cref="NativeEngineException">
    /// There is not enough memory, or the parameters do not suit the model.
    /// </exception>
    internal static LlamaContextHandle Create(LlamaModelHandle model, LlamaContextParams parameters)
    {
        NativeLog.Clear();
        var context = Llama.llama_init_from_model(model.Pointer, parameters);
        return context != 0
            ? new LlamaContextHandle(context, model)
            : throw new NativeEngineException(
                $"A context of {parameters.NCtx} tokens cannot be made: {NativeLog.LastWords()} Ask for a shorter "
                    + "one.");
    }

    private protected override void Free(nint thing)
    {
        Llama.llama_free(thing);
        _model.DangerousRelease();
    }
}
