using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Memory.Database;

namespace AgentMemory.Memory.Store;

/// <summary>The store's schema; the file's user_version says which one it has.</summary>
internal static class StoreSchema
{
    /// <summary>"AgLd": the ledger of a comparison. It is known here to be named in the error alone.</summary>
    private const long LedgerApplicationId = 0x41674C64;

    /// <summary>
    /// The schema this program writes. 1: tables without checked types, a word index whose entries are taken out by their words.
    /// 2: STRICT tables, a word index whose entries are taken out by number. 3: subjects are compared by their topic, and the texts of the
    /// word index are cut by the program.
    /// </summary>
    public const int Version = 3;

    /// <summary>The oldest schema that can be read without a change: it lacks nothing but topics, and a view adds those.</summary>
    private const int Readable = 1;

    /// <summary>Every table and index, for an empty file.</summary>
    public const string Tables = """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE passage (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            text TEXT NOT NULL,
            kind INTEGER NOT NULL,
            source TEXT NOT NULL,
            subject TEXT,
            topic TEXT,
            provenance TEXT NOT NULL,
            time INTEGER NOT NULL,
            valid_until INTEGER,
            replaced_by INTEGER,
            withdrawn INTEGER NOT NULL,
            fingerprint INTEGER NOT NULL) STRICT;
        CREATE INDEX passage_by_fingerprint ON passage (fingerprint);
        CREATE INDEX passage_by_topic ON passage (topic, time, id) WHERE topic IS NOT NULL;
        CREATE INDEX passage_by_time ON passage (time);
        CREATE INDEX passage_by_kind ON passage (kind, time);
        CREATE INDEX passage_by_source ON passage (source, time) WHERE source <> '';
        CREATE VIRTUAL TABLE word USING fts5(text, subject, content='', contentless_delete=1, tokenize="porter ascii");
        CREATE TABLE vector (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, value BLOB NOT NULL) STRICT;
        CREATE INDEX vector_by_place ON vector (place);
        CREATE TABLE sketch (number INTEGER PRIMARY KEY, generation INTEGER NOT NULL, codes BLOB NOT NULL) STRICT;
        CREATE INDEX sketch_by_generation ON sketch (generation);
        CREATE TABLE log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            action INTEGER NOT NULL,
            passage INTEGER,
            undoes INTEGER) STRICT;
        CREATE INDEX log_by_passage ON log (passage);
        CREATE INDEX log_by_undoes ON log (undoes) WHERE undoes IS NOT NULL;
        CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_is_not_cut BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """;

    /// <summary>
    /// Refuses what is not ours. An empty file gets its tables and an older store is brought up to date, in one transaction; one that is
    /// opened for reading alone is left as it is.
    /// </summary>
    /// <exception cref="UserErrorException">Another kind of database, or a schema that this program does not know.</exception>
    public static void Apply(StoreFile file, bool readOnly)
    {
        // One state of the file: another process may be making it just now.
        var version = file.Read(() => Check(file));
        if (readOnly && version is >= Readable and < Version)
        {
            // Temporary names go before the file's own, and nothing of them is written to it.
            file.Execute("CREATE TEMP VIEW passage AS SELECT *, lower(trim(subject)) AS topic FROM main.passage");
        }

        if (version == Version || (readOnly && version >= Readable))
        {
            return;
        }

        if (readOnly)
        {
            throw new UserErrorException(
                $"memory store {file.Path} has schema {version} and is opened for reading only; open it once for writing");
        }

        file.Write(() =>
        {
            // Another process may have done it while this one waited for its turn.
            switch (Check(file))
            {
                case Version:
                    return;
                case 0:
                    file.Execute(Tables);
                    break;
                case 1:
                    StoreMigration.FromFirst(file);
                    break;
                default:
                    StoreMigration.FromSecond(file);
                    break;
            }

            file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
            file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {StoreFile.ApplicationId}"));
        });
    }

    private static int Check(StoreFile file)
    {
        var application = file.Number("PRAGMA application_id");
        var version = (int)file.Number("PRAGMA user_version");
        var isEmpty = file.Number("SELECT count(*) FROM sqlite_master") == 0;
        if (isEmpty && version == 0)
        {
            return 0;
        }

        if (application != StoreFile.ApplicationId)
        {
            throw new UserErrorException(application == LedgerApplicationId
                ? $"{file.Path} is the ledger of a comparison and not a memory store; agentmemory report reads it, name another file here"
                : $"{file.Path} is a database but not a memory store; name another file, a new one is made where there is none");
        }

        return version <= Version
            ? version
            : throw new UserErrorException(
                $"memory store {file.Path} has schema {version} and this program knows up to {Version}; use a newer program");
    }
}
