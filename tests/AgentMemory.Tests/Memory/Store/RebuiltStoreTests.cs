using AgentMemory.Memory;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Memory.Store;

public sealed class RebuiltStoreTests
{
    [Fact]
    public void A_store_that_forgot_much_scores_words_as_one_that_was_made_of_what_is_left()
    {
        using var folder = new TemporaryFolder();
        using var store = Open(folder["m.db"]);
        for (var i = 0; i < 120; i++)
        {
            store.Add(new NewPassage { Text = $"passage {i} of batch {i % 3} says {i * 7919 % 1000}", Kind = PassageKind.Note });
            var passing = store.Add(new NewPassage { Text = $"passing thing {i} of batch {i % 3}", Kind = PassageKind.Note });
            if (i % 3 == 0)
            {
                store.Forget([passing.Id]);
            }
            else if (i % 7 > 0)
            {
                store.Withdraw(passing.Id);
            }
        }

        using var exported = new MemoryStream();
        store.Export(exported);
        exported.Position = 0;
        using var rebuilt = Open(folder["rebuilt.db"]);
        rebuilt.Import(new StreamReader(exported), "the export");
        foreach (var passage in store.List(new PassageFilter(), int.MaxValue))
        {
            var query = new SearchQuery { Text = passage.Text, By = SearchBy.Words, Count = 5 };
            Assert.Equal(
                rebuilt.Search(query).Passages.Select(found => found.Passage.Text), store.Search(query).Passages.Select(found => found.Passage.Text));
        }
    }

    private static MemoryStore Open(string path) => MemoryStore.Open(path, new MemoryStoreOptions { Time = TimeProvider.System });
}
