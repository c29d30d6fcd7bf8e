using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Testing;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Stores of the first schema, as the program made them with SQLite 3.35: nothing of them is lost, and nothing is half done.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void An_old_store_keeps_everything_it_held_to_the_byte()
    {
        using var folder = new TemporaryFolder();
        var path = Old(folder);
        using (var store = Open(path))
        {
            Assert.Equal(Exported(), TransferTests.Export(store));
            Assert.Equal("p4", Found(store, "harbours"));
            Assert.Equal("p3", Found(store, "東京"));
            Assert.Equal("p2", Found(store, "Ana lives"));
            Assert.Equal("p7", store.Add(new NewPassage { Text = "a number is never given again", Kind = PassageKind.Note }).Id);
        }

        Assert.Equal(3, Number(path, "PRAGMA user_version"));
        Assert.Equal(0, Number(
            path, "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'"));
        Assert.Equal(0, Number(path, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%\\_1' ESCAPE '\\'"));
    }

    [Fact]
    public void An_export_of_the_old_program_comes_in_whole_and_is_refused_where_it_was_cut()
    {
        var old = File.ReadAllText(Beside("store-1.jsonl"));
        using var fixture = new StoreFixture();
        var cut = old[..(old.TrimEnd('\n').LastIndexOf('\n') + 1)];
        Assert.Contains("a log up to entry 8", Assert.Throws<UserErrorException>(
            () => fixture.Store.Import(new StringReader(cut), "old")).Message, StringComparison.Ordinal);
        Assert.Equal(5, fixture.Store.Import(new StringReader(old), "old").Added);
        Assert.Equal(Exported(), TransferTests.Export(fixture.Store));
    }

    [Fact]
    public void What_is_forgotten_in_an_old_store_is_gone_from_its_files()
    {
        using var folder = new TemporaryFolder();
        var path = Old(folder);
        using var store = Open(path);
        Assert.Equal(Erasure.Complete, store.Forget(["p4"]));
        Assert.False(StoreBytes.Hold(folder.Path, "harbour"u8));
        Assert.False(StoreBytes.Hold(folder.Path, "sleep on the boats"u8));
    }

    [Fact]
    public void An_old_store_that_is_only_read_opens_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = Old(folder);
        var bytes = File.ReadAllBytes(path);
        using (var store = Open(path, readOnly: true))
        {
            Assert.Equal(Exported(), TransferTests.Export(store));
            Assert.Equal("p4", Found(store, "harbours"));
            Assert.Equal("p3", Found(store, "東京"));
        }

        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void A_store_of_the_second_schema_is_cut_into_words_anew_and_its_subjects_differ_in_case_no_more()
    {
        using var fixture = new StoreFixture();
        fixture.Add("Ana lives in Oslo.", PassageKind.Fact, "Where Ana lives");
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("한국 음식을 좋아해요");
        fixture.Store.Dispose();
        Second(
            fixture.File,
            """
            INSERT INTO passage (id, text, kind, source, subject, provenance, time, withdrawn, fingerprint)
                SELECT 3, 'Ana lives in Rome.', kind, source, ' where ana LIVES', provenance, time + 1000, 0, 7 FROM passage WHERE id = 1;
            INSERT INTO word (rowid, text, subject) VALUES (3, 'Ana lives in Rome.', ' where ana LIVES');
            """);
        using (var reading = MemoryStore.Open(fixture.File, new MemoryStoreOptions { Time = fixture.Clock, ReadOnly = true }))
        {
            Assert.Equal(2, reading.List(new PassageFilter { Subject = "WHERE ana lives" }, 10).Count);
            Assert.Equal("p3", Found(reading, "Rome"));
        }

        Assert.Equal(2, Number(fixture.File, "PRAGMA user_version"));
        fixture.Reopen();
        Assert.Equal(["한국 음식을 좋아해요"], fixture.Find("음식은"));
        Assert.Equal(["Ana lives in Rome."], fixture.Find("Ana"));
        Assert.Equal("p3", fixture.Store.Get("p1").ReplacedBy);
        Assert.Equal("p3", fixture.Add("Ana lives in Rome.", PassageKind.Fact, "where Ana lives").Id);
        fixture.Add("Ana lives in Lima.", PassageKind.Fact, "where Ana lives");
        Assert.Equal(["Ana lives in Lima."], fixture.Find("Ana"));
    }

    [Fact]
    public void A_migration_that_finds_no_room_is_one_line_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = Old(folder);
        var error = Assert.Throws<UserErrorException>(() => Open(path, bytesMax: new FileInfo(path).Length));
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Number(path, "PRAGMA user_version"));
        using var store = Open(path);
        Assert.Equal(Exported(), TransferTests.Export(store));
    }

    [Fact]
    public void An_old_store_with_a_value_of_a_wrong_type_is_refused_in_one_line_and_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = Old(folder, "UPDATE passage SET time = 'yesterday' WHERE id = 3;");
        var error = Assert.Throws<UserErrorException>(() => Open(path));
        Assert.Contains("passage.time", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(1, Number(path, "PRAGMA user_version"));
        Assert.Equal(5, Number(path, "SELECT count(*) FROM passage"));
    }

    [Fact]
    public async Task Many_that_open_an_old_store_at_once_find_it_whole()
    {
        const int Many = 6;
        using var folder = new TemporaryFolder();
        var path = Old(folder);
        using var together = new Barrier(Many);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                using var store = Open(path);
                Assert.Equal(Exported(), TransferTests.Export(store));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    [Fact]
    public void Strict_tables_refuse_what_the_program_never_writes()
    {
        using var fixture = new StoreFixture();
        fixture.Store.Dispose();
        using var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO log (time, action) VALUES ('now', 0)";
        Assert.Contains("TEXT value in INTEGER column", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    private static string Old(TemporaryFolder folder, string further = "")
    {
        var path = folder["old.db"];
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode = WAL; BEGIN; {File.ReadAllText(Beside("store-1.sql"))} {further} COMMIT;";
        command.ExecuteNonQuery();
        return path;
    }

    /// <summary>Makes a store what the program of the second schema would have made it, and runs further statements on it.</summary>
    private static void Second(string path, string further)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            DROP INDEX passage_by_topic;
            ALTER TABLE passage DROP COLUMN topic;
            CREATE INDEX passage_by_subject ON passage (subject, time, id) WHERE subject IS NOT NULL;
            DROP TABLE word;
            CREATE VIRTUAL TABLE word USING fts5(
                text, subject, content='', contentless_delete=1, tokenize="porter unicode61 remove_diacritics 2");
            INSERT INTO word (rowid, text, subject) SELECT id, text, coalesce(subject, '') FROM passage;
            {further}
            PRAGMA user_version = 2;
            """;
        command.ExecuteNonQuery();
    }

    // What the old program wrote, with the counts that headers have had since.
    private static string Exported() => File.ReadAllText(Beside("store-1.jsonl"))
        .Replace("\"last_entry\":8}", "\"last_entry\":8,\"passages\":5,\"entries\":8}", StringComparison.Ordinal);

    private static string Beside(string name) => RepositoryFiles.Path("tests", "AgentMemory.Tests", "Memory", "Store", "Old", name);

    private static MemoryStore Open(string path, bool readOnly = false, long? bytesMax = null) => MemoryStore.Open(
        path, new MemoryStoreOptions { Time = new TurnedClock(), Embedder = new Letters(), ReadOnly = readOnly, BytesMax = bytesMax });

    private static string Found(MemoryStore store, string text) =>
        store.Search(new SearchQuery { Text = text, By = SearchBy.Words }).Passages[0].Passage.Id;

    private static long Number(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>What embedded the old store's passages: letters counted by their codes modulo 8.</summary>
    private sealed class Letters : IEmbedder
    {
        public string Id => "letters/1";

        public int Dimensions => 8;

        public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation) => [.. texts.Select(Counts)];

        private static float[] Counts(string text)
        {
            var counts = new float[8];
            foreach (var letter in text)
            {
                counts[letter % counts.Length]++;
            }

            var length = MathF.Sqrt(counts.Sum(c => c * c));
            return [.. counts.Select(c => c / length)];
        }
    }
}
