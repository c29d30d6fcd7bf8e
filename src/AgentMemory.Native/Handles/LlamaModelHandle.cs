using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>A loaded model (struct llama_model).</summary>
internal sealed class LlamaModelHandle : NativeHandle
{
    private LlamaModelHandle(nint model)
        : base(model)
    {
    }

    /// <summary>Checks and loads a file.</summary>
    /// <exception cref="ModelFileException">The file is unsound, or llama.cpp cannot load it; the message says why.</exception>
    internal static LlamaModelHandle Load(string path, LlamaModelParams parameters)
    {
        using var file = GgufFile.Open(path);
        return Load(file, parameters);
    }

    /// <summary>Loads a file that <see cref="GgufFile"/> has read, once it is seen to make sense.</summary>
    /// <exception cref="ModelFileException">The file is unsound, or llama.cpp cannot load it; the message says why.</exception>
    internal static LlamaModelHandle Load(GgufFile file, LlamaModelParams parameters)
    {
        ModelValidation.Check(file, vocabularyOnly: parameters.VocabOnly != 0);
        NativeRuntime.Start();
        NativeLog.Clear();
        var model = Llama.llama_model_load_from_file(file.Path, parameters);
        return model != 0 ? new LlamaModelHandle(model) : throw new ModelFileException(file.Path, Reason(file));
    }

    private protected override void Free(nint thing) => Llama.llama_model_free(thing);

    private static string Reason(GgufFile file)
    {
        const string Cure = "Take a version of this program made for a newer llama.cpp, or another model.";
        var words = NativeLog.LastWords();
        if (words.Contains("unknown model architecture", StringComparison.Ordinal))
        {
            return $"is of the architecture '{file.Text("general.architecture")}', which llama.cpp v{NativeRuntime.LlamaRelease} "
                + $"does not know. {Cure}";
        }

        if (words.Contains("unknown pre-tokenizer type", StringComparison.Ordinal)
            || words.Contains("unknown tokenizer", StringComparison.Ordinal))
        {
            return $"cuts texts by '{file.Text("tokenizer.ggml.pre") ?? file.Text("tokenizer.ggml.model")}', which llama.cpp "
                + $"v{NativeRuntime.LlamaRelease} does not know. {Cure}";
        }

        return words.Length > 0
            ? $"cannot be loaded: llama.cpp says \"{words}\". Use a model that llama.cpp v{NativeRuntime.LlamaRelease} knows."
            : $"cannot be loaded, and llama.cpp gives no reason. Use a model that llama.cpp v{NativeRuntime.LlamaRelease} knows.";
    }
}
