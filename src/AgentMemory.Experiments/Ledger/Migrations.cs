using System.Globalization;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Experiments.Ledger;

/// <summary>The ledger's schema and the steps from older ones; <c>PRAGMA user_version</c> says which one a file has.</summary>
internal static class Migrations
{
    /// <summary>The schema that <see cref="Tables"/> is; an empty file takes the steps behind it too.</summary>
    private const int TablesVersion = 5;

    /// <summary>Every table and index of schema 5. STRICT: a value of another type is refused.</summary>
    private const string Tables = """
        CREATE TABLE run (
            plan_sha256 TEXT NOT NULL,
            prompts_sha256 TEXT NOT NULL,
            model_sha256 TEXT NOT NULL,
            plan_text TEXT NOT NULL,
            model_text TEXT NOT NULL) STRICT;
        CREATE TABLE block (
            id INTEGER PRIMARY KEY,
            learner TEXT NOT NULL,
            path TEXT NOT NULL,
            stream INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            block INTEGER NOT NULL,
            artifact_sha256 TEXT,
            artifact_bytes INTEGER NOT NULL,
            tokens_read INTEGER NOT NULL,
            tokens_written INTEGER NOT NULL,
            tokens_trained INTEGER NOT NULL,
            flops REAL NOT NULL,
            seconds REAL NOT NULL,
            practice INTEGER NOT NULL,
            remarks TEXT NOT NULL,
            documents_left_out TEXT NOT NULL,
            held_out_loss REAL,
            UNIQUE (learner, stream, seed, block)) STRICT;
        CREATE TABLE score (
            id INTEGER PRIMARY KEY,
            block_id INTEGER NOT NULL REFERENCES block (id),
            task TEXT NOT NULL,
            raw REAL NOT NULL,
            floor REAL NOT NULL,
            ceiling REAL NOT NULL,
            illegal_rate REAL NOT NULL,
            UNIQUE (block_id, task)) STRICT;
        CREATE TABLE episode (
            id INTEGER PRIMARY KEY,
            block_id INTEGER NOT NULL REFERENCES block (id),
            kind TEXT NOT NULL,
            number INTEGER NOT NULL,
            record TEXT NOT NULL,
            memory TEXT) STRICT;
        CREATE INDEX episode_by_block ON episode (block_id);
        """;

    private static readonly string ToStrict = $"""
        DROP INDEX episode_by_block;
        ALTER TABLE run RENAME TO run_4;
        ALTER TABLE block RENAME TO block_4;
        ALTER TABLE score RENAME TO score_4;
        ALTER TABLE episode RENAME TO episode_4;
        {Tables}
        INSERT INTO run (plan_sha256, prompts_sha256, model_sha256, plan_text, model_text)
            SELECT plan_sha256, prompts_sha256, model_sha256, plan_text, model_text FROM run_4 ORDER BY rowid;
        INSERT INTO block (id, learner, path, stream, seed, block, artifact_sha256, artifact_bytes, tokens_read, tokens_written,
                tokens_trained, flops, seconds, practice, remarks, documents_left_out, held_out_loss)
            SELECT id, learner, path, stream, seed, block, artifact_sha256, artifact_bytes, tokens_read, tokens_written,
                tokens_trained, flops, seconds, practice, remarks, documents_left_out, held_out_loss FROM block_4 ORDER BY id;
        INSERT INTO score (id, block_id, task, raw, floor, ceiling, illegal_rate)
            SELECT id, block_id, task, raw, floor, ceiling, illegal_rate FROM score_4 ORDER BY id;
        INSERT INTO episode (id, block_id, kind, number, record, memory)
            SELECT id, block_id, kind, number, record, memory FROM episode_4 ORDER BY id;
        DROP TABLE episode_4;
        DROP TABLE score_4;
        DROP TABLE block_4;
        DROP TABLE run_4;
        """;

    /// <summary>What takes a file of schema 1, 2, ... to the next one.</summary>
    private static readonly string[] Steps =
    [
        """
        ALTER TABLE run ADD COLUMN model_text TEXT NOT NULL DEFAULT '';
        ALTER TABLE block ADD COLUMN documents_left_out TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE episode ADD COLUMN memory TEXT;
        """,
        """
        ALTER TABLE block ADD COLUMN held_out_loss REAL;
        """,
        // The file's header says what it is, so that no other program's database is taken for a ledger, and none of ours for another's.
        Mark,
        ToStrict,
        """
        ALTER TABLE run ADD COLUMN engine TEXT NOT NULL DEFAULT '';
        """,
        """
        ALTER TABLE block ADD COLUMN exam_block INTEGER;
        ALTER TABLE block ADD COLUMN use_tokens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE block ADD COLUMN use_flops REAL NOT NULL DEFAULT 0;
        ALTER TABLE score ADD COLUMN form TEXT NOT NULL DEFAULT 'Sampled';
        ALTER TABLE score ADD COLUMN met REAL;
        ALTER TABLE score ADD COLUMN unmet_regret REAL;
        ALTER TABLE score ADD COLUMN hidden_bits REAL;
        ALTER TABLE score ADD COLUMN evidence_bits REAL;
        ALTER TABLE score ADD COLUMN prompt_reader REAL;
        ALTER TABLE score ADD COLUMN detail TEXT;
        UPDATE block SET exam_block = block;
        """,
        EvidenceRows.Step,
    ];

    private static string Mark => string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {LedgerMark.ApplicationId};");

    private static int Latest => Steps.Length + 1;

    /// <summary>
    /// Makes the tables in an empty file; an older one takes every step it lacks, in one transaction. Foreign keys must be off: a
    /// table that others refer to is replaced.
    /// </summary>
    /// <exception cref="UserErrorException">The file has taken steps that this program does not know.</exception>
    public static void Apply(SqliteConnection connection, string path)
    {
        if (IsLatest(connection, path))
        {
            return;
        }

        // Another process may have begun the same file: what counts is what is there once it is ours to write.
        using var transaction = connection.BeginTransaction();
        if (!IsLatest(connection, path))
        {
            var version = Version(connection);
            if (version == 0)
            {
                SqliteLedger.Execute(connection, Tables + Mark);
                version = TablesVersion;
            }

            foreach (var step in Steps.Skip(version - 1))
            {
                SqliteLedger.Execute(connection, step);
            }

            SqliteLedger.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Latest}"));
        }

        transaction.Commit();
    }

    private static bool IsLatest(SqliteConnection connection, string path)
    {
        var version = Version(connection);
        return version <= Latest
            ? version == Latest
            : throw new UserErrorException($"ledger {path} has schema {version} and this program knows up to {Latest}; use a newer program");
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
