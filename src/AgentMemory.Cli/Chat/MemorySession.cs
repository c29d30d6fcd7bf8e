using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Chat;

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

    /// <summary>Opens a store that is only read; where it may not be written, without writing anything, not even beside it.</summary>
    public static MemorySession OpenToRead(string path, string? embedderName = null, bool embedAgain = false) =>
        Open(path, embedderName, embedAgain, mustExist: true, isReadOnly: !embedAgain && File.Exists(path) && !WritablePlace.IsWritable(path));

    /// <summary>Opens the store, or makes it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="embedderName">What embeds its passages, or null for none.</param>
    /// <param name="embedAgain">Whether another embedder may take over.</param>
    /// <param name="mustExist">Reading commands make no file: a misspelt name is an error, not an empty store.</param>
    public static MemorySession Open(string path, string? embedderName, bool embedAgain, bool mustExist) =>
        Open(path, embedderName, embedAgain, mustExist, isReadOnly: false);

    /// <summary>Works on a store; one that was made for work that failed is removed again.</summary>
    public static T MakeWith<T>(string path, string? embedderName, bool embedAgain, Func<MemoryStore, T> work)
    {
        var isNew = !File.Exists(path);
        try
        {
            using var session = Open(path, embedderName, embedAgain, mustExist: false);
            return work(session.Store);
        }
        catch (Exception e) when (isNew && (e is UserErrorException or OperationCanceledException))
        {
            foreach (var file in new[] { path, path + "-wal", path + "-shm" })
            {
                File.Delete(file);
            }

            throw;
        }
    }

    private static MemorySession Open(string path, string? embedderName, bool embedAgain, bool mustExist, bool isReadOnly)
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
                ReadOnly = isReadOnly,
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
