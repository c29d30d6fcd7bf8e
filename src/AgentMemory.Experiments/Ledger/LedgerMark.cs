using System.Globalization;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Experiments.Ledger;

/// <summary>What tells a ledger from every other database: a mark in the file's header, or, in files older than it, their tables.</summary>
internal static class LedgerMark
{
    /// <summary>"AgLd" in the file's header (sqlite.org/pragma.html#pragma_application_id): the ledger of a comparison.</summary>
    public const long ApplicationId = 0x41674C64;

    /// <summary>"AgMm": a memory store. It is known here to be named in the error alone.</summary>
    private const long StoreApplicationId = 0x41674D6D;

    private static readonly string[] TablesBeforeMark = ["block", "episode", "run", "score"];

    /// <summary>Passes a ledger and an empty file; called before anything is written into the file.</summary>
    /// <exception cref="UserErrorException">It is another kind of database.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        // One state of the file: another process may be making it just now.
        using var transaction = connection.BeginTransaction(deferred: true);
        var mark = Number(connection, "PRAGMA application_id");
        if (mark == ApplicationId)
        {
            return;
        }

        if (mark == StoreApplicationId)
        {
            throw new UserErrorException(
                $"{path} is a memory store and not the ledger of a comparison; open it with the memory commands, or name another folder");
        }

        var version = Number(connection, "PRAGMA user_version");
        var tables = Tables(connection);
        var isEmpty = version == 0 && tables.Count == 0;
        var isOld = version > 0 && TablesBeforeMark.All(tables.Contains);
        if (mark != 0 || !(isEmpty || isOld))
        {
            throw new UserErrorException($"{path} is a database but not the ledger of a comparison; name a folder that compare has written into");
        }
    }

    private static HashSet<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master";
        using var row = command.ExecuteReader();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (row.Read())
        {
            names.Add(row.GetString(0));
        }

        return names;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
