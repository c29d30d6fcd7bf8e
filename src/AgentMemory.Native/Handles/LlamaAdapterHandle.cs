using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>A LoRA adapter loaded for a model (struct llama_adapter_lora). Keeps the model alive.</summary>
internal sealed class LlamaAdapterHandle : NativeHandle
{
    private readonly LlamaModelHandle _model;

    private LlamaAdapterHandle(nint adapter, LlamaModelHandle model)
        : base(adapter) => _model = Hold(model);

    /// <exception cref="ModelFileException">llama.cpp cannot load it; the message carries its reason.</exception>
    internal static LlamaAdapterHandle Load(LlamaModelHandle model, string path)
    {
        NativeLog.Clear();
        var adapter = Llama.llama_adapter_lora_init(model.Pointer, path);
        return adapter != 0
            ? new LlamaAdapterHandle(adapter, model)
            : throw new ModelFileException(path, $"cannot be worn: llama.cpp says \"{NativeLog.LastWords()}\". Train "
                + "it again for this model.");
    }

    private protected override void Free(nint thing)
    {
        Llama.llama_adapter_lora_free(thing);
        _model.DangerousRelease();
    }
}
