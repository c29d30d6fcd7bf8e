using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentMemory.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Experiments.Ledger;

/// <summary>
/// What transcripts have told, each once by its content: where all learners share their games, one row serves them all.
/// </summary>
internal static class EvidenceRows
{
    /// <summary>The table and the reference to it.</summary>
    public const string Step = """
        CREATE TABLE IF NOT EXISTS evidence (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            told TEXT NOT NULL) STRICT;
        ALTER TABLE score ADD COLUMN evidence_id INTEGER REFERENCES evidence (id);
        """;

    /// <summary>The number of the row that holds it, written now or earlier.</summary>
    public static long Write(SqliteConnection connection, TranscriptEvidence evidence)
    {
        var told = JsonSerializer.Serialize(evidence);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)));
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO evidence (sha256, told) VALUES ($sha, $told) ON CONFLICT (sha256) DO NOTHING; "
            + "SELECT id FROM evidence WHERE sha256 = $sha;";
        command.Parameters.AddWithValue("$sha", sha256);
        command.Parameters.AddWithValue("$told", told);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>All of it, by the rows' numbers.</summary>
    public static IReadOnlyDictionary<long, TranscriptEvidence> Read(SqliteConnection connection)
    {
        var read = new Dictionary<long, TranscriptEvidence>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, told FROM evidence";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            read.Add(row.GetInt64(0), JsonSerializer.Deserialize<TranscriptEvidence>(row.GetString(1))!);
        }

        return read;
    }
}
