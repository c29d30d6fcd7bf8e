using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Store;

/// <summary>
/// Brings an older store to the present schema. Of schema 1, whose tables took values of any type, every table is copied into one that
/// checks its types; of both, every passage gets its subject's topic, and the word index is made anew from the passages, since words
/// were cut otherwise.
/// </summary>
internal static class StoreMigration
{
    private const int Together = 500;

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

    private const string AddTopic = """
        DROP INDEX passage_by_subject;
        ALTER TABLE passage ADD COLUMN topic TEXT;
        CREATE INDEX passage_by_topic ON passage (topic, time, id) WHERE topic IS NOT NULL;
        DROP TABLE word;
        CREATE VIRTUAL TABLE word USING fts5(text, subject, content='', contentless_delete=1, tokenize="porter ascii");
        """;

    // Subjects that differ in case or in spaces at their ends were chains of their own: of one topic, only the last may hold.
    private const string JoinChains = """
        UPDATE passage SET valid_until = n.time, replaced_by = n.id
        FROM (SELECT id AS held, lead(time) OVER chain AS time, lead(id) OVER chain AS id FROM passage
            WHERE topic IS NOT NULL AND withdrawn = 0 WINDOW chain AS (PARTITION BY topic ORDER BY time, id)) AS n
        WHERE passage.id = n.held AND passage.valid_until IS NULL AND n.id IS NOT NULL;
        """;

    /// <summary>From schema 1; the caller's transaction keeps all of it or nothing.</summary>
    public static void FromFirst(StoreFile file)
    {
        file.Execute(SetAside);
        file.Execute(StoreSchema.Tables);
        file.Execute(Copy);
        file.Execute(KeepNumbers);
        file.Execute(Clear);
        Reindex(file);
    }

    /// <summary>From schema 2.</summary>
    public static void FromSecond(StoreFile file)
    {
        file.Execute(AddTopic);
        Reindex(file);
    }

    private static void Reindex(StoreFile file)
    {
        var passages = new PassageTable(file);
        var words = new WordIndex(file, passages);
        for (var page = passages.After(0, Together); page.Count > 0; page = passages.After(PassageId.Parse(page[^1].Id), Together))
        {
            foreach (var passage in page)
            {
                words.Add(PassageId.Parse(passage.Id), passage.Text, passage.Subject);
                passages.SetTopic(passage);
            }
        }

        file.Execute(JoinChains);
        words.Check();
    }
}
