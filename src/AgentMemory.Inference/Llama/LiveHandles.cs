using System.Collections.Concurrent;

namespace AgentMemory.Inference.Llama;

/// <summary>Counts what llama.cpp holds for this process, so that a test finds a leak.</summary>
internal static class LiveHandles
{
    private static readonly ConcurrentDictionary<string, int> Live = new();

    /// <summary>Models, contexts, adapters and grammars that are open; kinds with none are left out.</summary>
    internal static IReadOnlyDictionary<string, int> ByKind => Live.Where(kind => kind.Value != 0).ToDictionary(kind => kind.Key, kind => kind.Value);

    internal static void Opened(string kind) => Live.AddOrUpdate(kind, 1, (_, count) => count + 1);

    internal static void Closed(string kind) => Live.AddOrUpdate(kind, 0, (_, count) => count - 1);
}
