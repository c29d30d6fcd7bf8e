using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;

// Adds passages one by one, says each once it is stored, and withdraws or forgets some of its own in between that nobody was told of.
var batch = args[1];
using var store = MemoryStore.Open(
    args[0],
    new MemoryStoreOptions { Time = TimeProvider.System, Embedder = new SpellingEmbedder(64) });
for (var i = 0; ; i++)
{
    var kept = store.Add(new NewPassage { Text = $"passage {i} of batch {batch} says {i * 7919 % 1000}", Kind = PassageKind.Note });
    Console.Out.WriteLine(kept.Text);
    Console.Out.Flush();
    var passing = store.Add(new NewPassage { Text = $"passing thing {i} of batch {batch}", Kind = PassageKind.Note });
    if (i % 3 == 0)
    {
        store.Forget([passing.Id]);
    }
    else
    {
        store.Withdraw(passing.Id);
    }
}
