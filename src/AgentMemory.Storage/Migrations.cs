using System.Globalization;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Storage;

/// <summary>The ledger's schema, step by step; <c>PRAGMA user_version</c> counts the steps a file has taken.</summary>
internal static class Migrations
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE run (
            plan_sha256 TEXT NOT NULL,
            prompts_sha256 TEXT NOT NULL,
            model_sha256 TEXT NOT NULL,
            plan_text TEXT NOT NULL);
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
            UNIQUE (learner, stream, seed, block));
        CREATE TABLE score (
            id INTEGER PRIMARY KEY,
            block_id INTEGER NOT NULL REFERENCES block (id),
            task TEXT NOT NULL,
            raw REAL NOT NULL,
            floor REAL NOT NULL,
            ceiling REAL NOT NULL,
            illegal_rate REAL NOT NULL,
            UNIQUE (block_id, task));
        CREATE TABLE episode (
            id INTEGER PRIMARY KEY,
            block_id INTEGER NOT NULL REFERENCES block (id),
            kind TEXT NOT NULL,
            number INTEGER NOT NULL,
            record TEXT NOT NULL);
        CREATE INDEX episode_by_block ON episode (block_id);
        """,
        """
        ALTER TABLE run ADD COLUMN model_text TEXT NOT NULL DEFAULT '';
        ALTER TABLE block ADD COLUMN documents_left_out TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE episode ADD COLUMN memory TEXT;
        """,
        """
        ALTER TABLE block ADD COLUMN held_out_loss REAL;
        """,
        // The file's header says what it is, so that no other program's database is taken for a ledger, and none of ours for another's.
        string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {LedgerMark.ApplicationId}"),
    ];

    /// <summary>Takes the steps that the file has not taken yet, each in a transaction.</summary>
    /// <exception cref="UserErrorException">The file has taken steps that this program does not know.</exception>
    public static void Apply(SqliteConnection connection, string path)
    {
        var version = Version(connection);
        while (version < Steps.Length)
        {
            // Another process may have begun the same file: what counts is what stands there once it is ours to write.
            using var transaction = connection.BeginTransaction();
            version = Version(connection);
            if (version < Steps.Length)
            {
                SqliteLedger.Execute(connection, Steps[version]);
                version++;
                SqliteLedger.Execute(connection, $"PRAGMA user_version = {version}");
            }

            transaction.Commit();
        }

        if (version > Steps.Length)
        {
            throw new UserErrorException(
                $"ledger {path} has schema {version} and this program knows up to {Steps.Length}; use a newer program");
        }
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
