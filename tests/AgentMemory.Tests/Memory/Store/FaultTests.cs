using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Full disks, other processes, other files: a clear error, and nothing lost.</summary>
public sealed class FaultTests
{
    [Fact]
    public void A_full_disk_is_a_clear_error_and_loses_nothing_that_was_stored()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        fixture.Store.Dispose();
        var options = new MemoryStoreOptions { Time = fixture.Clock, Embedder = fixture.Embedder, BytesMax = 400_000 };
        var stored = new List<string>();
        using (var store = MemoryStore.Open(fixture.File, options))
        {
            var error = Assert.Throws<UserErrorException>(() =>
            {
                for (var i = 0; i < 100_000; i++)
                {
                    stored.Add(store.Add(new NewPassage { Text = $"passage {i} " + new string('x', 900), Kind = PassageKind.Note }).Text);
                }
            });
            Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
            Assert.Equal(stored.Count, store.Count);
            Assert.Equal(stored[^1], store.Search(new SearchQuery { Text = $"passage {stored.Count - 1}" }).Passages[0].Passage.Text);
        }

        using var again = MemoryStore.Open(fixture.File, options with { BytesMax = null });
        Assert.True(stored.Count > 50);
        Assert.Equal(stored.Order(), again.List(new PassageFilter(), int.MaxValue).Select(p => p.Text).Order());
        again.Add(new NewPassage { Text = "room again", Kind = PassageKind.Note });
        Assert.Equal("room again", again.Search(new SearchQuery { Text = "room again" }).Passages[0].Passage.Text);
    }

    [Fact]
    public void A_store_that_another_process_writes_to_is_a_clear_error_and_unharmed()
    {
        using var fixture = new StoreFixture();
        fixture.Add("before");
        using var other = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");
        fixture.Store.Dispose();
        using var store = MemoryStore.Open(
            fixture.File, new MemoryStoreOptions { Time = fixture.Clock, BusyTimeout = TimeSpan.FromSeconds(1) });
        Assert.Single(store.Search(new SearchQuery { Text = "before" }).Passages);
        var error = Assert.Throws<UserErrorException>(() => store.Add(new NewPassage { Text = "during", Kind = PassageKind.Note }));
        Assert.Contains("written by another process", error.Message, StringComparison.Ordinal);
        Execute(other, "ROLLBACK");
        store.Add(new NewPassage { Text = "after", Kind = PassageKind.Note });
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public void A_store_of_a_newer_schema_is_refused_by_name_and_left_as_it_is()
    {
        using var fixture = new StoreFixture();
        fixture.Store.Dispose();
        Change(fixture.File, "PRAGMA user_version = 99");
        var bytes = File.ReadAllBytes(fixture.File);
        var error = Assert.Throws<UserErrorException>(() => fixture.Open());
        Assert.Contains("schema 99", error.Message, StringComparison.Ordinal);
        Assert.Contains(fixture.File, error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(fixture.File));
    }

    [Fact]
    public void What_is_no_memory_store_is_refused_and_left_as_it_is()
    {
        using var fixture = new StoreFixture();
        Change(fixture["other.db"], "CREATE TABLE t (x)");
        File.WriteAllText(fixture["text.db"], string.Concat(Enumerable.Repeat("This is no database. ", 100)));
        foreach (var name in new[] { "other.db", "text.db" })
        {
            var bytes = File.ReadAllBytes(fixture[name]);
            var error = Assert.Throws<UserErrorException>(
                () => MemoryStore.Open(fixture[name], new MemoryStoreOptions { Time = fixture.Clock }));
            Assert.Contains("not a memory store", error.Message, StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(fixture[name]));
        }

        foreach (var path in new[] { "", fixture["no/folder/x.db"], Path.GetDirectoryName(fixture.File)! })
        {
            Assert.Throws<UserErrorException>(() => MemoryStore.Open(path, new MemoryStoreOptions { Time = fixture.Clock }));
        }
    }

    [Fact]
    public void Another_embedder_is_refused_or_embeds_again_on_request()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        fixture.Add("one");
        fixture.Store.Dispose();
        fixture.Embedder = new SpellingEmbedder(128);
        Assert.Contains("64 dimensions", Assert.Throws<UserErrorException>(() => fixture.Open()).Message, StringComparison.Ordinal);
        using (var again = fixture.Open(embedAgain: true))
        {
            Assert.Equal(128, again.Embedder!.Dimensions);
            Assert.NotNull(again.Search(new SearchQuery { Text = "one" }).Passages[0].Cosine);
            Assert.Equal(StoreAction.Embed, again.Log(1)[0].Action);
        }

        fixture.Embedder = null;
        using var without = fixture.Open();
        without.Add(new NewPassage { Text = "two", Kind = PassageKind.Note });
        without.Dispose();
        fixture.Embedder = new SpellingEmbedder(128);
        using var with = fixture.Open();
        Assert.NotNull(with.Search(new SearchQuery { Text = "two" }).Passages[0].Cosine);
    }

    [Fact]
    public void Reading_only_changes_no_byte_and_leaves_no_file_beside()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        fixture.Add("one");
        fixture.Store.Dispose();
        var bytes = File.ReadAllBytes(fixture.File);
        using var store = MemoryStore.Open(
            fixture.File, new MemoryStoreOptions { Time = fixture.Clock, Embedder = fixture.Embedder, ReadOnly = true });
        Assert.Single(store.Search(new SearchQuery { Text = "one" }).Passages);
        Assert.Throws<UserErrorException>(() => store.Add(new NewPassage { Text = "two", Kind = PassageKind.Note }));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(fixture.File)!));
        Assert.Equal(bytes, File.ReadAllBytes(fixture.File));
    }

    /// <summary>A link to nowhere in the place of the log's index stands for a place where SQLite may not make it.</summary>
    [Fact]
    public void Reading_only_where_the_latest_writes_cannot_be_reached_is_one_line_with_the_remedy()
    {
        if (OperatingSystem.IsWindows())
        {
            // A link takes a right there that few users have.
            return;
        }

        using var fixture = new StoreFixture();
        fixture.Add("one");
        File.Copy(fixture.File, fixture["read.db"]);
        File.Copy(fixture.File + "-wal", fixture["read.db-wal"]);
        File.CreateSymbolicLink(fixture["read.db-shm"], "nowhere");
        var options = new MemoryStoreOptions { Time = fixture.Clock, ReadOnly = true };
        var error = Assert.Throws<UserErrorException>(() => MemoryStore.Open(fixture["read.db"], options));
        Assert.Contains("its latest writes are still in", error.Message, StringComparison.Ordinal);
        Assert.Contains("open it once where it can be written", error.Message, StringComparison.Ordinal);
        File.Delete(fixture["read.db-shm"]);
        using var store = MemoryStore.Open(fixture["read.db"], options);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void The_same_writes_make_the_same_file()
    {
        Assert.Equal(Made(), Made());

        static byte[] Made()
        {
            using var fixture = new StoreFixture(new SpellingEmbedder(64));
            for (var i = 0; i < 200; i++)
            {
                fixture.Add($"passage {i}", PassageKind.Fact, $"subject {i % 50}");
            }

            fixture.Store.Forget(["p3"]);
            fixture.Store.Dispose();
            return File.ReadAllBytes(fixture.File);
        }
    }

    private static void Change(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
