namespace AgentMemory.Core;

/// <summary>
/// Which SQLite may open a store or a ledger. From 3.7.0 to 3.51.2 two processes that write and checkpoint at the same moment can
/// lose pages of a write-ahead log (sqlite.org/wal.html, section 11, "The WAL-Reset Bug"), and both files have many writers.
/// </summary>
public static class SqliteRequirement
{
    /// <summary>The first version without the fault.</summary>
    public static readonly Version Oldest = new(3, 51, 3);

    /// <summary>Refuses an older library, and one whose version cannot be read.</summary>
    /// <param name="version">As the loaded library gives it: "3.53.4".</param>
    /// <exception cref="UserErrorException">It is too old.</exception>
    public static void Check(string version)
    {
        if (!Version.TryParse(version, out var loaded) || loaded < Oldest)
        {
            throw new UserErrorException(
                $"the SQLite library beside this program is version {version}, and before {Oldest} several writing processes can damage "
                + "a file; put the e_sqlite3 library back that the program was built with, or build it again");
        }
    }
}
