namespace AgentMemory.Native;

/// <summary>A loaded model (struct llama_model).</summary>
internal sealed class LlamaModelHandle : NativeHandle
{
    private LlamaModelHandle(nint model)
        : base(model)
    {
    }

    /// <summary>Loads a file that <see cref="GgufFile"/> has checked.</summary>
    /// <exception cref="ModelFileException">llama.cpp cannot load it; the message carries its reason.</exception>
    internal static LlamaModelHandle Load(string path, LlamaModelParams parameters)
    {
        NativeRuntime.Start();
        NativeLog.Clear();
        var model = Llama.llama_model_load_from_file(path, parameters);
        return model != 0
            ? new LlamaModelHandle(model)
            : throw new ModelFileException(path, $"cannot be loaded: {Reason()} Use a model that llama.cpp v0.5.0 "
                + "knows.");
    }

    private protected override void Free(nint thing) => Llama.llama_model_free(thing);

    private static string Reason()
    {
        var words = NativeLog.LastWords();
        return words.Length > 0 ? $"llama.cpp says \"{words}\"." : "llama.cpp gives no reason.";
    }
}
