using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Store;

/// <summary>One row for every write, never changed (the schema forbids it) and without a passage's words.</summary>
internal sealed class WriteLog(StoreFile file, TimeProvider time)
{
    private const string Columns = "number, time, action, passage, undoes";

    public long LastNumber => file.Number("SELECT seq FROM sqlite_sequence WHERE name = 'log'");

    /// <summary>All entries.</summary>
    public long Count => file.Number("SELECT count(*) FROM log");

    public long Append(StoreAction action, long? passage, long? undoes = null) => file.Insert(
        "INSERT INTO log (time, action, passage, undoes) VALUES (?1, ?2, ?3, ?4)",
        StoreMoment.Number(time.GetUtcNow()), (int)action, passage, undoes);

    /// <summary>Puts an entry in as it was in another store.</summary>
    public void Restore(LogEntry entry) => file.Execute(
        "INSERT INTO log (number, time, action, passage, undoes) VALUES (?1, ?2, ?3, ?4, ?5)",
        entry.Number, StoreMoment.Number(entry.Time), (int)entry.Action,
        entry.PassageId is { } id ? PassageId.Parse(id) : null, entry.Undoes);

    public LogEntry? Find(long number) =>
        file.Statement($"SELECT {Columns} FROM log WHERE number = ?1").Rows(Read, number).Select(Marked).FirstOrDefault();

    /// <summary>Newest first.</summary>
    public List<LogEntry> Latest(int countMax) =>
        [.. file.Statement($"SELECT {Columns} FROM log ORDER BY number DESC LIMIT ?1").Rows(Read, countMax).Select(Marked)];

    /// <summary>Everything that was written to one passage, newest first.</summary>
    public List<LogEntry> Of(long passage) =>
        [.. file.Statement($"SELECT {Columns} FROM log WHERE passage = ?1 ORDER BY number DESC").Rows(Read, passage).Select(Marked)];

    /// <summary>In order, behind a number.</summary>
    public List<LogEntry> After(long number, int countMax) =>
        file.Statement($"SELECT {Columns} FROM log WHERE number > ?1 ORDER BY number LIMIT ?2").Rows(Read, number, countMax);

    /// <summary>An entry is undone by a revert that stands; a revert that was reverted undoes nothing.</summary>
    private long? UndoneBy(long number)
    {
        var reverts = file.Statement("SELECT number FROM log WHERE undoes = ?1 ORDER BY number DESC")
            .Rows(row => row.GetInt64(0), number);
        foreach (var revert in reverts)
        {
            if (UndoneBy(revert) is null)
            {
                return revert;
            }
        }

        return null;
    }

    private LogEntry Marked(LogEntry entry) => entry with { UndoneBy = UndoneBy(entry.Number) };

    private static LogEntry Read(SqliteDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Time = StoreMoment.Of(row.GetInt64(1)),
        Action = (StoreAction)row.GetInt32(2),
        PassageId = row.IsDBNull(3) ? null : PassageId.Text(row.GetInt64(3)),
        Undoes = row.IsDBNull(4) ? null : row.GetInt64(4),
        UndoneBy = null,
    };
}
