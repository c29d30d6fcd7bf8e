using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Words;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Store;

/// <summary>
/// Brings a store of schema 1, whose tables took values of any type, to the present one: every table is copied into one that checks
/// its types, and the word index is made anew from the passages, since SQLite 3.35 cut some scripts into other words.
/// </summary>
internal static class StoreMigration
{
    private const string SetAside = """
        DROP TRIGGER log_is_not_changed;
        DROP TRIGGER log_is_not_cut;
        DROP INDEX passage_by_fingerprint;
        DROP INDEX passage_by_subject;
        DROP INDEX passage_by_time;
        DROP INDEX passage_by_kind;
        DROP INDEX passage_by_source;
        DROP INDEX vector_by_place;
        DROP INDEX sketch_by_generation;
        DROP INDEX log_by_passage;
        DROP INDEX log_by_undoes;
        DROP TABLE word;
        ALTER TABLE setting RENAME TO setting_1;
        ALTER TABLE passage RENAME TO passage_1;
        ALTER TABLE vector RENAME TO vector_1;
        ALTER TABLE sketch RENAME TO sketch_1;
        ALTER TABLE log RENAME TO log_1;
        """;

    private const string Copy = """
        INSERT INTO setting (name, value) SELECT name, value FROM setting_1;
        INSERT INTO passage (id, text, kind, source, subject, provenance, time, valid_until, replaced_by, withdrawn, fingerprint)
            SELECT id, text, kind, source, subject, provenance, time, valid_until, replaced_by, withdrawn, fingerprint
            FROM passage_1 ORDER BY id;
        INSERT INTO vector (id, place, value) SELECT id, place, value FROM vector_1 ORDER BY id;
        INSERT INTO sketch (number, generation, codes) SELECT number, generation, codes FROM sketch_1 ORDER BY number;
        INSERT INTO log (number, time, action, passage, undoes) SELECT number, time, action, passage, undoes FROM log_1 ORDER BY number;
        """;

    // A number that was given once is never given again, whatever was forgotten since.
    private const string KeepNumbers = """
        DELETE FROM sqlite_sequence WHERE name IN ('passage', 'log');
        INSERT INTO sqlite_sequence (name, seq) SELECT 'passage', seq FROM sqlite_sequence WHERE name = 'passage_1';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'log', seq FROM sqlite_sequence WHERE name = 'log_1';
        """;

    private const string Clear = """
        DROP TABLE setting_1;
        DROP TABLE passage_1;
        DROP TABLE vector_1;
        DROP TABLE sketch_1;
        DROP TABLE log_1;
        """;

    /// <summary>Takes the step; the caller's transaction keeps all of it or nothing.</summary>
    public static void FromFirst(StoreFile file)
    {
        file.Execute(SetAside);
        file.Execute(StoreSchema.Tables);
        file.Execute(Copy);
        file.Execute(KeepNumbers);
        file.Execute(Clear);
        var words = new WordIndex(file, new PassageTable(file));
        file.Statement("SELECT id, text, subject FROM passage ORDER BY id").ForEach(row => Index(words, row));
        words.Check();
    }

    private static void Index(WordIndex words, SqliteDataReader row) =>
        words.Add(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
}
