using System.Text;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>What is forgotten is gone: from every search, every index, and every byte of the files.</summary>
public sealed class ForgettingTests
{
    [Fact]
    public void Going_back_to_an_entry_takes_back_what_is_there_and_names_what_was_forgotten_since()
    {
        using var fixture = new StoreFixture();
        fixture.Add("one");
        fixture.Add("two");
        fixture.Store.Withdraw("p1");
        fixture.Add("three");
        fixture.Store.Forget(["p2", "p3"]);
        var back = fixture.Store.RevertTo(2);
        Assert.Equal(["p2"], back.Forgotten);
        Assert.Equal([(StoreAction.Revert, "p1")], back.Entries.Select(entry => (entry.Action, entry.PassageId!)));
        Assert.Equal(["one"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
        // Before everything there was nothing, so nothing is missing.
        Assert.Empty(fixture.Store.RevertTo(0).Forgotten);
        Assert.Empty(fixture.Store.List(new PassageFilter(), 9));
        Assert.Empty(fixture.Store.RevertTo(0).Entries);
        Assert.Throws<UserErrorException>(() => fixture.Store.Revert(2));
    }

    [Fact]
    public void No_byte_of_a_forgotten_passage_is_left_in_the_files_and_the_log_names_it_without_its_words()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        var rng = new Rng(3);
        for (var i = 0; i < 300; i++)
        {
            fixture.Add($"ordinary passage number {i} about {rng.Next(50)} boats and {rng.Next(50)} harbours");
        }

        var secret = fixture.Store.Add(new NewPassage
        {
            Text = "The xylograph password is zanzibarquux, " + string.Join(' ', Enumerable.Repeat("zanzibarquux again", 400)),
            Kind = PassageKind.Fact,
            Subject = "xylograph",
            Source = "zanzibarfile",
            Provenance = "zanzibarvoice",
        });
        var vector = VectorBytes(fixture.Store, secret.Id);
        for (var i = 300; i < 400; i++)
        {
            fixture.Add($"ordinary passage number {i} about {rng.Next(50)} boats");
        }

        Assert.True(Holds(fixture, Encoding.UTF8.GetBytes("zanzibar")));
        Assert.True(Holds(fixture, vector));
        Assert.Equal(Erasure.Complete, fixture.Store.Forget([secret.Id]));
        foreach (var part in new[] { "zanzibar", "xylograph" })
        {
            Assert.False(Holds(fixture, Encoding.UTF8.GetBytes(part)), part);
        }

        Assert.False(Holds(fixture, vector));
        Assert.Empty(fixture.Store.Search(new SearchQuery { Text = "zanzibarquux", By = SearchBy.Words }).Passages);
        Assert.DoesNotContain(fixture.Find("zanzibarquux password", 400), t => t.Contains("zanzibar", StringComparison.Ordinal));
        Assert.Null(fixture.Store.Find(secret.Id));
        Assert.Equal(StoreAction.Forget, fixture.Store.LogOf(secret.Id)[0].Action);
        Assert.DoesNotContain("zanzibar", TransferTests.Export(fixture.Store), StringComparison.Ordinal);
    }

    /// <summary>
    /// FTS5 keeps beginnings of words in an index over its pages; with thousands of rare words, some of them begin a page.
    /// </summary>
    [Fact]
    public void No_beginning_of_a_forgotten_word_is_left_in_the_word_index()
    {
        using var fixture = new StoreFixture();
        var rng = new Rng(5);
        var secrets = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            var words = Enumerable.Range(0, 40).Select(_ => Letters(rng, 6));
            if (i % 20 != 7)
            {
                fixture.Add(string.Join(' ', words));
                continue;
            }

            // Every letter of the alphabet, then a mark that no other word has.
            secrets.Add(fixture.Add(string.Join(' ', Enumerable.Range(0, 200).Select(n => $"{(char)('a' + (n % 26))}QZX{Letters(rng, 12)}"))).Id);
        }

        fixture.Reopen();
        Assert.True(Holds(fixture, "qzx"u8.ToArray()));
        foreach (var secret in secrets)
        {
            Assert.Equal(Erasure.Complete, fixture.Store.Forget([secret]));
        }

        Assert.False(Holds(fixture, "QZX"u8.ToArray()));
        Assert.False(Holds(fixture, "qzx"u8.ToArray()));
        fixture.Store.Dispose();
        CheckWords(fixture.File);
        fixture.Reopen();
        Assert.Equal(380, fixture.Store.Count);
    }

    [Fact]
    public void Forgetting_cannot_be_reverted_and_says_so()
    {
        using var fixture = new StoreFixture();
        fixture.Add("secret");
        fixture.Store.Forget(["p1"]);
        Assert.Contains("forgotten", Assert.Throws<UserErrorException>(() => fixture.Store.Revert(2)).Message, StringComparison.Ordinal);
        Assert.Contains("forgotten", Assert.Throws<UserErrorException>(() => fixture.Store.Revert(1)).Message, StringComparison.Ordinal);
        Assert.Contains("forgotten", Assert.Throws<UserErrorException>(() => fixture.Store.Forget(["p1"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forgetting_the_new_value_does_not_bring_the_old_one_back()
    {
        using var fixture = new StoreFixture();
        fixture.Add("old", PassageKind.Fact, "s");
        fixture.Clock.Turn(TimeSpan.FromSeconds(1));
        var current = fixture.Add("new", PassageKind.Fact, "s");
        fixture.Store.Forget([current.Id]);
        Assert.Empty(fixture.Store.List(new PassageFilter(), 9));
        fixture.Clock.Turn(TimeSpan.FromSeconds(1));
        fixture.Add("newest", PassageKind.Fact, "s");
        Assert.Equal(["newest"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
    }

    [Fact]
    public void One_unknown_id_among_several_forgets_none()
    {
        using var fixture = new StoreFixture();
        fixture.Add("kept");
        Assert.Throws<UserErrorException>(() => fixture.Store.Forget(["p1", "p7"]));
        Assert.Equal(["kept"], fixture.Find("kept"));
    }

    /// <summary>Letters that never make the mark qzx.</summary>
    private static string Letters(Rng rng, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + rng.Next(16))));

    /// <summary>FTS5's own check; it throws where the index is out of step with itself.</summary>
    private static void CheckWords(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO word (word, rank) VALUES ('integrity-check', 1)";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
        command.CommandText = "SELECT (SELECT count(*) FROM word_docsize) - (SELECT count(*) FROM passage)";
        Assert.Equal(0L, command.ExecuteScalar());
    }

    private static byte[] VectorBytes(MemoryStore store, string id)
    {
        var line = TransferTests.Export(store).Split('\n').Single(l => l.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal));
        return Convert.FromBase64String(line.Split("\"vector\":\"")[1].Split('"')[0])[..64];
    }

    private static bool Holds(StoreFixture fixture, byte[] part) => StoreBytes.Hold(Path.GetDirectoryName(fixture.File)!, part);
}
