using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>A store in a folder of its own, with a clock that a test turns.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreFixture(IEmbedder? embedder = null)
    {
        Embedder = embedder;
        Store = Open();
    }

    public IEmbedder? Embedder { get; set; }

    public TurnedClock Clock { get; } = new();

    public string File => _folder["memory.db"];

    public MemoryStore Store { get; private set; }

    public string this[string name] => _folder[name];

    public Passage Add(string text, PassageKind kind = PassageKind.Note, string? subject = null, string source = "") =>
        Store.Add(new NewPassage { Text = text, Kind = kind, Subject = subject, Source = source });

    public List<string> Find(string text, int count = 5) =>
        [.. Store.Search(new SearchQuery { Text = text, Count = count }).Passages.Select(p => p.Passage.Text)];

    public MemoryStore Open(bool embedAgain = false) => MemoryStore.Open(
        File, new MemoryStoreOptions { Time = Clock, Embedder = Embedder, EmbedAgain = embedAgain });

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A clock that stands still until it is turned.</summary>
internal sealed class TurnedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public void Turn(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
