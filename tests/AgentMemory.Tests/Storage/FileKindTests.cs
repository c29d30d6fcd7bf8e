using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Store;
using AgentMemory.Testing;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Storage;

/// <summary>Files of other kinds opened as a ledger or as a store: one line that says what it is, and the file stays as it was.</summary>
public sealed class FileKindTests
{
    private const int Rounds = 60;

    [Fact]
    public void A_store_is_no_ledger_and_a_ledger_is_no_store()
    {
        using var folder = new TemporaryFolder();
        Store(folder["store.db"]).Dispose();
        SqliteLedger.Open(folder["ledger.db"]).Dispose();
        Assert.Contains("is a memory store and not the ledger", Refused(folder["store.db"], path => SqliteLedger.Open(path)), StringComparison.Ordinal);
        Assert.Contains("is the ledger of a comparison and not a memory store", Refused(folder["ledger.db"], path => Store(path)), StringComparison.Ordinal);
        Store(folder["store.db"]).Dispose();
        SqliteLedger.Open(folder["ledger.db"]).Dispose();
    }

    [Fact]
    public void Any_other_file_is_refused_and_left_as_it_is()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            var path = folder["other.db"];
            MakeOther(new Rng(round), path);
            Refused(path, name => SqliteLedger.Open(name));
            Refused(path, name => Store(name));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_ledger_from_before_the_mark_is_read_and_gets_it(int version)
    {
        using var folder = new TemporaryFolder();
        var path = folder["old.db"];
        SqliteLedger.Open(path).Dispose();
        Execute(path, "PRAGMA application_id = 0", $"PRAGMA user_version = {version}");
        if (version < 3)
        {
            Execute(path, "ALTER TABLE block DROP COLUMN held_out_loss");
        }

        if (version < 2)
        {
            Execute(
                path, "ALTER TABLE run DROP COLUMN model_text", "ALTER TABLE block DROP COLUMN documents_left_out",
                "ALTER TABLE episode DROP COLUMN memory");
        }

        using (var ledger = SqliteLedger.Open(path))
        {
            Assert.Empty(ledger.Blocks());
        }

        Assert.Contains("is the ledger of a comparison", Refused(path, name => Store(name)), StringComparison.Ordinal);
    }

    private static void MakeOther(Rng rng, string path)
    {
        switch (rng.Next(4))
        {
            case 0:
                File.WriteAllBytes(path, [.. Enumerable.Range(0, 1 + rng.Next(9_000)).Select(_ => (byte)rng.Next(256))]);
                break;
            case 1:
                File.WriteAllText(path, string.Concat(Enumerable.Repeat("{\"text\":\"no database\"}\n", 1 + rng.Next(400))));
                break;
            default:
                // Some with tables of our names, some with a schema's number, some with another program's mark.
                string[] names = ["run", "block", "score", "episode", "passage", "log", "setting", "other"];
                foreach (var name in names.Where(_ => rng.Chance(0.4)).Take(3).Append("theirs"))
                {
                    Execute(path, $"CREATE TABLE {name} (id INTEGER PRIMARY KEY, text TEXT)", $"INSERT INTO {name} (text) VALUES ('x')");
                }

                Execute(path, $"PRAGMA user_version = {rng.Next(6)}", $"PRAGMA application_id = {(rng.Chance(0.5) ? 0 : 1 + rng.Next(1_000_000))}");
                break;
        }
    }

    private static string Refused(string path, Func<string, IDisposable> open)
    {
        var before = File.ReadAllBytes(path);
        var message = Assert.Throws<UserErrorException>(() => open(path)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        return message;
    }

    private static MemoryStore Store(string path) => MemoryStore.Open(path, new MemoryStoreOptions { Time = TimeProvider.System });

    private static void Execute(string path, params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
