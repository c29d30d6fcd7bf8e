using AgentMemory.Gguf;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>A LoRA adapter that llama.cpp has loaded for a model.</summary>
internal sealed class LoadedAdapter : IDisposable
{
    private bool _disposed;

    private LoadedAdapter(LoraAdapter adapter)
    {
        Adapter = adapter;
        LiveHandles.Opened(nameof(LoadedAdapter));
    }

    internal LoraAdapter Adapter { get; }

    /// <summary>Loads a file that <c>AdapterCheck</c> has checked.</summary>
    /// <exception cref="ModelFileException">llama.cpp cannot load it; the message carries its reason.</exception>
    internal static LoadedAdapter Load(LoadedModel model, string path)
    {
        EngineLog.Clear();
        var adapter = model.Handle.LoadLoraFromFile(path);
        // LLamaSharp hands out a null pointer as an adapter like any other; only the log tells that loading failed.
        if (EngineLog.Recent(EngineLogLevel.Error).Count > 0)
        {
            throw new ModelFileException(path, $"cannot be worn: llama.cpp says \"{EngineLog.LastWords()}\". Train it again for this model.");
        }

        return new LoadedAdapter(adapter);
    }

    /// <summary>Frees it. No context may have it on.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Adapter.Unload();
            LiveHandles.Closed(nameof(LoadedAdapter));
        }
    }
}
