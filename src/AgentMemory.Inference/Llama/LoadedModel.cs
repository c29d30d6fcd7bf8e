using AgentMemory.Gguf;
using AgentMemory.Gguf.Validation;
using LLama.Exceptions;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>Weights that llama.cpp has loaded, and what it tells of them.</summary>
internal sealed class LoadedModel : IDisposable
{
    // Parts that remember by a state in place of keys and values, as metadata names them.
    private static readonly string[] StateKeys = [".ssm.", ".wkv.", ".shortconv.", ".kda.", ".linear_attn"];

    private LoadedModel(SafeLlamaModelHandle handle, GgufFile file)
    {
        LiveHandles.Opened(nameof(LoadedModel));
        Handle = handle;
        KeepsState = handle.IsRecurrent
            || file.Entries.Any(entry => StateKeys.Any(part => entry.Key.Contains(part, StringComparison.Ordinal)));
    }

    internal SafeLlamaModelHandle Handle { get; }

    /// <summary>Whether it reads a text with an encoder first.</summary>
    internal bool HasEncoder => Handle.HasEncoder;

    /// <summary>Whether it writes a whole text at once.</summary>
    internal bool IsDiffusion => Handle.IsDiffusion;

    /// <summary>Whether it remembers by a state that cannot be cut at any position, in some layer or in all.</summary>
    internal bool KeepsState { get; }

    /// <summary>Whether some layers see only the last positions.</summary>
    internal bool Slides => Handle.SWACount > 0;

    /// <summary>Loads a file that <see cref="GgufFile"/> has read, once it is seen to make sense.</summary>
    /// <param name="file">Stays the caller's.</param>
    /// <param name="device">Where the weights are to lie.</param>
    /// <param name="vocabularyOnly">Whether to leave out the weights, which the file may lack then.</param>
    /// <exception cref="ModelFileException">The file is unsound, or llama.cpp cannot load it; the message says why.</exception>
    internal static LoadedModel Load(GgufFile file, InferenceDevice device, bool vocabularyOnly = false)
    {
        ModelValidation.Check(file, vocabularyOnly);
        var parameters = LLamaModelParams.Default();
        parameters.vocab_only = vocabularyOnly;
        if (device == InferenceDevice.Cpu)
        {
            parameters.n_gpu_layers = 0;
        }

        EngineLog.Clear();
        try
        {
            return new LoadedModel(SafeLlamaModelHandle.LoadFromFile(file.Path, parameters), file);
        }
        catch (LoadWeightsFailedException)
        {
            throw new ModelFileException(file.Path, Reason(file));
        }
    }

    public void Dispose()
    {
        if (!Handle.IsClosed)
        {
            Handle.Dispose();
            LiveHandles.Closed(nameof(LoadedModel));
        }
    }

    private static string Reason(GgufFile file)
    {
        const string Cure = "Take a version of this program made for a newer llama.cpp, or another model.";
        var words = EngineLog.LastWords();
        var engine = $"the llama.cpp of LLamaSharp {InferenceRuntime.Version}";
        if (words.Contains("unknown model architecture", StringComparison.Ordinal))
        {
            return $"is of the architecture '{file.Text("general.architecture")}', which {engine} does not know. {Cure}";
        }

        if (words.Contains("unknown pre-tokenizer type", StringComparison.Ordinal)
            || words.Contains("unknown tokenizer", StringComparison.Ordinal))
        {
            return $"cuts texts by '{file.Text("tokenizer.ggml.pre") ?? file.Text("tokenizer.ggml.model")}', which {engine} does not know. {Cure}";
        }

        return words.Length > 0
            ? $"cannot be loaded: llama.cpp says \"{words}\". Use a model that {engine} knows."
            : $"cannot be loaded, and llama.cpp gives no reason. Use a model that {engine} knows.";
    }
}
