using AgentMemory.Memory.Store;

namespace AgentMemory.Agents;

/// <summary>A memory store for several users: a store takes one call at a time, a conversation and its functions share it.</summary>
public sealed class SharedStore
{
    private readonly Lock _gate = new();
    private readonly MemoryStore _store;

    /// <param name="store">Stays the caller's, who uses it no more except through this.</param>
    public SharedStore(MemoryStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
    }

    /// <summary>Works on the store while nobody else does.</summary>
    public T Use<T>(Func<MemoryStore, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
        {
            return work(_store);
        }
    }
}
