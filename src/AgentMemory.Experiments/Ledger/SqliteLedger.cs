using System.Globalization;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Experiments.Ledger;

/// <summary>
/// The ledger in one SQLite file, in WAL mode with full synchronisation: a block is written in one transaction, so what
/// <see cref="Write"/> has returned from survives a killed process and a power cut.
/// </summary>
public sealed class SqliteLedger : ILedger
{
    private readonly SqliteConnection _connection;
    private readonly string _path;

    private SqliteLedger(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    /// <summary>The version of the SQLite library that this process has loaded.</summary>
    /// <exception cref="UserErrorException">It is too old to be trusted with a file: see <see cref="SqliteRequirement"/>.</exception>
    public static string EngineVersion()
    {
        SQLitePCL.Batteries_V2.Init();
        var version = SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
        SqliteRequirement.Check(version);
        return version;
    }

    /// <summary>Opens the file, or makes it, and brings its schema up to date.</summary>
    /// <exception cref="UserErrorException">Not a ledger, locked by another process, unwritable, or of a newer schema.</exception>
    public static SqliteLedger Open(string path)
    {
        EngineVersion();
        RegularFile.Require(path, "ledger");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString());
        try
        {
            connection.Open();
            LedgerMark.Check(connection, path);
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;");
            Migrations.Apply(connection, path);
            Execute(connection, "PRAGMA foreign_keys = ON;");
            return new SqliteLedger(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Unusable(path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Begin(RunIdentity identity) => Guarded(() =>
    {
        // Immediate: two processes that begin the same run must not both find no identity.
        using var transaction = _connection.BeginTransaction();
        if (Identity() is { } stored)
        {
            Same("plan", stored.PlanSha256, identity.PlanSha256);
            Same("model", stored.ModelSha256, identity.ModelSha256);
            Same("prompts", stored.PromptsSha256, identity.PromptsSha256);
            SameEngine(stored.Engine, identity.Engine);
            return;
        }

        using var write = Command(
            "INSERT INTO run (plan_sha256, prompts_sha256, model_sha256, plan_text, model_text, engine) "
            + "VALUES ($plan, $prompts, $model, $text, $model_text, $engine)",
            ("$plan", identity.PlanSha256),
            ("$prompts", identity.PromptsSha256),
            ("$model", identity.ModelSha256),
            ("$text", identity.PlanText),
            ("$model_text", identity.ModelText),
            ("$engine", identity.Engine));
        write.ExecuteNonQuery();
        transaction.Commit();
    });

    /// <inheritdoc/>
    public RunIdentity? Identity() => Guarded(() =>
    {
        using var command = Command("SELECT plan_sha256, prompts_sha256, model_sha256, plan_text, model_text, engine FROM run");
        using var row = command.ExecuteReader();
        return row.Read()
            ? new RunIdentity
            {
                PlanSha256 = row.GetString(0),
                PromptsSha256 = row.GetString(1),
                ModelSha256 = row.GetString(2),
                PlanText = row.GetString(3),
                ModelText = row.GetString(4),
                Engine = row.GetString(5),
            }
            : null;
    });

    /// <inheritdoc/>
    public IReadOnlyList<BlockResult> Blocks() => Guarded(() =>
    {
        // Scores and blocks of one moment, though another process may be writing.
        using var transaction = _connection.BeginTransaction(deferred: true);
        var scores = ReadScores();
        var blocks = new List<BlockResult>();
        using var command = Command(
            "SELECT id, learner, path, stream, seed, block, artifact_sha256, artifact_bytes, tokens_read, tokens_written, "
            + "tokens_trained, flops, seconds, practice, remarks, documents_left_out, held_out_loss, exam_block, use_tokens, use_flops FROM block ORDER BY id");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            blocks.Add(ReadBlock(row, scores));
        }

        return (IReadOnlyList<BlockResult>)blocks;
    });

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => Guarded(() =>
    {
        var episodes = new List<LedgerEpisode>();
        using var command = Command(
            "SELECT e.kind, e.number, e.record, e.memory FROM episode e JOIN block b ON b.id = e.block_id "
            + "WHERE b.learner = $learner AND b.stream = $stream AND b.seed = $seed AND b.block = $block ORDER BY e.id",
            ("$learner", trial.Learner),
            ("$stream", trial.Stream),
            ("$seed", trial.Seed),
            ("$block", block));
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            episodes.Add(new LedgerEpisode(
                Enum.Parse<EpisodeKind>(row.GetString(0)),
                row.GetInt32(1),
                EpisodeJson.Read(row.GetString(2), _path),
                row.IsDBNull(3) ? null : JsonSerializer.Deserialize<List<string?>>(row.GetString(3))));
        }

        return (IReadOnlyList<LedgerEpisode>)episodes;
    });

    /// <inheritdoc/>
    public void Write(BlockResult block) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        var id = InsertBlock(block);
        foreach (var score in block.Scores)
        {
            using var command = Command(
                "INSERT INTO score (block_id, task, raw, floor, ceiling, illegal_rate, form, met, unmet_regret, evidence_bits, prompt_reader, "
                + "detail, hidden_bits, evidence_id) VALUES ($block, $task, $raw, $floor, $ceiling, $illegal, $form, $met, $regret, $evidence, $reader, "
                + "$detail, $hidden, $told)",
                ("$block", id),
                ("$task", score.Task),
                ("$raw", score.Raw),
                ("$floor", score.Floor),
                ("$ceiling", score.Ceiling),
                ("$illegal", score.IllegalRate),
                ("$form", score.Form.ToString()),
                ("$met", OrNull(score.MetScore)),
                ("$regret", OrNull(score.UnmetRegret)),
                ("$evidence", OrNull(score.EvidenceBits)),
                ("$reader", OrNull(score.PromptReaderScore)),
                ("$hidden", OrNull(score.HiddenBits)),
                ("$told", score.Evidence is { } told ? EvidenceRows.Write(_connection, told) : DBNull.Value),
                ("$detail", score.Detail == ExamDetail.None ? DBNull.Value : JsonSerializer.Serialize(score.Detail)));
            command.ExecuteNonQuery();
        }

        foreach (var episode in block.Episodes)
        {
            using var command = Command(
                "INSERT INTO episode (block_id, kind, number, record, memory) VALUES ($block, $kind, $number, $record, $memory)",
                ("$block", id),
                ("$kind", episode.Kind.ToString()),
                ("$number", episode.Index),
                ("$record", EpisodeJson.Write(episode.Record)),
                ("$memory", episode.Memory is null ? DBNull.Value : JsonSerializer.Serialize(episode.Memory)));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    });

    public void Dispose() => _connection.Dispose();

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static BlockResult ReadBlock(SqliteDataReader row, ILookup<long, TaskScore> scores) => new()
    {
        Trial = new TrialKey(row.GetString(1), row.GetInt32(3), row.GetInt32(4)),
        Path = Enum.Parse<LearnerPath>(row.GetString(2)),
        Block = row.GetInt32(5),
        ArtifactSha256 = row.IsDBNull(6) ? null : row.GetString(6),
        ArtifactBytes = row.GetInt64(7),
        CostSoFar = new Cost
        {
            TokensRead = row.GetInt64(8),
            TokensWritten = row.GetInt64(9),
            TokensTrained = row.GetInt64(10),
            Flops = row.GetDouble(11),
            Seconds = row.GetDouble(12),
        },
        PracticeSoFar = row.GetInt32(13),
        Scores = [.. scores[row.GetInt64(0)]],
        Remarks = JsonSerializer.Deserialize<List<string>>(row.GetString(14)) ?? [],
        DocumentsLeftOut = JsonSerializer.Deserialize<List<string>>(row.GetString(15)) ?? [],
        HeldOutLoss = Number(row, 16),
        ExamBlock = row.IsDBNull(17) ? row.GetInt32(5) : row.GetInt32(17),
        UsePerGame = new Cost { TokensRead = row.GetInt64(18), Flops = row.GetDouble(19) },
        Episodes = [],
    };

    private ILookup<long, TaskScore> ReadScores()
    {
        var scores = new List<(long Block, TaskScore Score)>();
        var told = EvidenceRows.Read(_connection);
        using var command = Command(
            "SELECT block_id, task, raw, floor, ceiling, illegal_rate, form, met, unmet_regret, evidence_bits, prompt_reader, detail, hidden_bits, "
            + "evidence_id FROM score ORDER BY id");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            scores.Add((row.GetInt64(0), new TaskScore(
                row.GetString(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5))
            {
                Form = Enum.Parse<ExamForm>(row.GetString(6)),
                MetScore = Number(row, 7),
                UnmetRegret = Number(row, 8),
                EvidenceBits = Number(row, 9),
                PromptReaderScore = Number(row, 10),
                HiddenBits = Number(row, 12),
                Evidence = row.IsDBNull(13) ? null : told.GetValueOrDefault(row.GetInt64(13)),
                Detail = row.IsDBNull(11) ? ExamDetail.None : JsonSerializer.Deserialize<ExamDetail>(row.GetString(11)) ?? ExamDetail.None,
            }));
        }

        return scores.ToLookup(s => s.Block, s => s.Score);
    }

    private long InsertBlock(BlockResult block)
    {
        using var command = Command(
            "INSERT INTO block (learner, path, stream, seed, block, artifact_sha256, artifact_bytes, tokens_read, "
            + "tokens_written, tokens_trained, flops, seconds, practice, remarks, documents_left_out, held_out_loss, exam_block, use_tokens, use_flops) "
            + "VALUES ($learner, $path, "
            + "$stream, $seed, $block, $sha, $bytes, $read, $written, $trained, $flops, $seconds, $practice, $remarks, "
            + "$left_out, $held_out, $exam_block, $use_tokens, $use_flops) RETURNING id",
            ("$learner", block.Trial.Learner),
            ("$path", block.Path.ToString()),
            ("$stream", block.Trial.Stream),
            ("$seed", block.Trial.Seed),
            ("$block", block.Block),
            ("$sha", (object?)block.ArtifactSha256 ?? DBNull.Value),
            ("$bytes", block.ArtifactBytes),
            ("$read", block.CostSoFar.TokensRead),
            ("$written", block.CostSoFar.TokensWritten),
            ("$trained", block.CostSoFar.TokensTrained),
            ("$flops", block.CostSoFar.Flops),
            ("$seconds", block.CostSoFar.Seconds),
            ("$practice", block.PracticeSoFar),
            ("$remarks", JsonSerializer.Serialize(block.Remarks)),
            ("$left_out", JsonSerializer.Serialize(block.DocumentsLeftOut)),
            ("$held_out", OrNull(block.HeldOutLoss)),
            ("$exam_block", block.ExamBlock),
            ("$use_tokens", block.UsePerGame.TokensRead),
            ("$use_flops", block.UsePerGame.Flops));
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private void Same(string what, string stored, string given)
    {
        if (stored != given)
        {
            throw new UserErrorException(
                $"ledger {_path} belongs to another run: its {what} is {Short(stored)}, this one's is {Short(given)}; "
                + "resume with what it was begun with, or name another output folder");
        }
    }

    private void SameEngine(string stored, string given)
    {
        if (stored != given)
        {
            throw new UserErrorException(
                $"ledger {_path} was begun with {(stored.Length > 0 ? stored : "the engine of an earlier program")}, and this is {given}: digits would "
                + "differ within one run; resume with the same (AGENTMEMORY_VARIANT names the processor variant), or name another output folder");
        }
    }

    private static object OrNull(double? figure) => (object?)figure ?? DBNull.Value;

    private static double? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static string Short(string hash) => hash.Length <= 12 ? hash : hash[..12] + "...";

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private void Guarded(Action action) => Guarded(() =>
    {
        action();
        return true;
    });

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e)
        {
            throw Unusable(_path, e);
        }
    }

    private static UserErrorException Unusable(string path, SqliteException e) => new(
        e.SqliteErrorCode switch
        {
            SqliteCode.Busy or SqliteCode.Locked => $"ledger {path} is in use by another process; wait for it or end it",
            SqliteCode.Full => $"ledger {path}: the disk is full; make room and resume, nothing finished is lost",
            SqliteCode.CannotOpen or SqliteCode.ReadOnly => $"ledger {path} cannot be written; name a folder that can",
            SqliteCode.Constraint when e.SqliteExtendedErrorCode == SqliteCode.ConstraintDataType =>
                $"ledger {path} holds what this program does not write ({e.Message}); nothing was changed, restore it or name another folder",
            SqliteCode.Constraint => $"ledger {path} has that block already: another process goes on with the same run, or an "
                + $"exam names one task twice ({e.Message}); end one of them and resume",
            SqliteCode.NotADatabase or SqliteCode.Corrupt =>
                $"ledger {path} is not a ledger or is damaged; restore it or name another folder",
            _ => $"ledger {path} cannot be used ({e.Message}); name another output folder",
        },
        e);
}
