using AgentMemory.Core;
using AgentMemory.Memory;

namespace AgentMemory.Cli;

/// <summary>A store that a command works on, opened and put down again.</summary>
internal sealed class MemorySession : IDisposable
{
    private readonly IDisposable? _embedder;

    private MemorySession(MemoryStore store, IDisposable? embedder)
    {
        Store = store;
        _embedder = embedder;
    }

    public MemoryStore Store { get; }

    /// <summary>Opens the store, or makes it.</summary>
    /// <param name="mustExist">Reading commands make no file: a misspelt name is an error, not an empty store.</param>
    public static MemorySession Open(string path, string? embedderName, bool embedAgain, bool mustExist)
    {
        if (mustExist && !File.Exists(path))
        {
            throw new UserErrorException($"memory store {path} is not there; \"memory add\" makes one");
        }

        var (embedder, owned) = EmbedderShelf.Open(embedderName, Home.Find());
        try
        {
            var store = MemoryStore.Open(path, new MemoryStoreOptions
            {
                Time = TimeProvider.System,
                Embedder = embedder,
                EmbedAgain = embedAgain,
            });
            return new MemorySession(store, owned);
        }
        catch
        {
            owned?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Store.Dispose();
        _embedder?.Dispose();
    }
}
