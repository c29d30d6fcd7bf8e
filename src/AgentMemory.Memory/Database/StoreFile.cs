using System.Globalization;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Database;

/// <summary>
/// The one connection to the store's file: statements are prepared once, writes are transactions, and what SQLite refuses
/// becomes an error that names file and remedy. In WAL mode with full synchronisation, so that what a write has
/// returned from survives a killed process and a power cut.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, StoreStatement> _statements = new(StringComparer.Ordinal);
    private readonly bool _isReading;
    private bool _writing;

    private StoreFile(SqliteConnection connection, string path, bool isReading)
    {
        _connection = connection;
        _isReading = isReading;
        Path = path;
    }

    /// <summary>"AgMm" in the file's header (sqlite.org/pragma.html#pragma_application_id): a memory store and nothing else.</summary>
    public const long ApplicationId = 0x41674D6D;

    public string Path { get; }

    /// <summary>Opens the file, or makes it unless it is only to be read; its tables are the schema's concern.</summary>
    public static StoreFile Open(string path, MemoryStoreOptions options)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteRequirement.Check(SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
        CheckPath(path, options.ReadOnly);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.ReadOnly ? ImmutableAddress(path) : path,
            Mode = options.ReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ToString());
        var file = new StoreFile(connection, path, options.ReadOnly);
        try
        {
            connection.Open();
            file.Prepare(options);
            return file;
        }
        catch (SqliteException e)
        {
            file.Dispose();
            throw file.Fault(e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A prepared statement; it is the file's, and one reader of it may be open at a time.</summary>
    public StoreStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new StoreStatement(_connection, Fault, sql);
        }

        return statement;
    }

    public void Execute(string sql, params ReadOnlySpan<object?> values) => Statement(sql).Run(values);

    /// <summary>The first column of the first row as a whole number; 0 without a row.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> values) => Statement(sql).Number(values) ?? 0;

    /// <summary>A whole number if there is a row with one.</summary>
    public long? NumberOrNull(string sql, params ReadOnlySpan<object?> values) => Statement(sql).Number(values);

    /// <summary>Puts a row in and gives its number. (RETURNING does the same and takes twice as long.)</summary>
    public long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Statement(sql).Run(values);
        return Number("SELECT last_insert_rowid()");
    }

    /// <summary>Runs the work in one transaction: all of it is kept, or nothing.</summary>
    public void Write(Action work)
    {
        if (_writing)
        {
            work();
            return;
        }

        Execute("BEGIN IMMEDIATE");
        _writing = true;
        try
        {
            work();
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            _writing = false;
        }
    }

    /// <summary>Runs the work over one unchanging state of the store.</summary>
    public T Read<T>(Func<T> work)
    {
        if (_writing)
        {
            return work();
        }

        Execute("BEGIN");
        _writing = true;
        try
        {
            var result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
        finally
        {
            _writing = false;
        }
    }

    /// <summary>
    /// Moves everything from the write-ahead log into the file and empties the log. False while another process reads.
    /// </summary>
    public bool Checkpoint() => Number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    internal UserErrorException Fault(SqliteException e) => StoreFault.Of(Path, e, _isReading);

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (UserErrorException)
        {
            // A full disk makes SQLite roll back by itself; then there is no transaction left to end.
        }
    }

    private void Prepare(MemoryStoreOptions options)
    {
        // Deleted text is overwritten, not only let go of: forgetting means the bytes are gone.
        Execute("PRAGMA secure_delete = ON");
        Execute("PRAGMA foreign_keys = OFF");
        Execute("PRAGMA temp_store = MEMORY");
        Execute("PRAGMA cache_size = -262144");
        // A checkpoint every 4 MB, SQLite's own choice, halves the speed of large imports.
        Execute("PRAGMA wal_autocheckpoint = 16384");
        if (!options.ReadOnly)
        {
            // Refuse another program's database before its header is changed.
            Number("PRAGMA user_version");
            if (Number("PRAGMA application_id") == ApplicationId || Number("SELECT count(*) FROM sqlite_master") == 0)
            {
                Statement("PRAGMA journal_mode = WAL").Text();
            }

            Execute("PRAGMA synchronous = FULL");
        }

        if (options.BytesMax is { } bytes)
        {
            var pages = Math.Max(1, bytes / Number("PRAGMA page_size"));
            Number(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
        }
    }

    private static void CheckPath(string path, bool mustExist)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new UserErrorException("the memory store has no file name; name one, for instance memory.db");
        }

        if (Directory.Exists(path))
        {
            throw new UserErrorException($"memory store {path} is a folder; name a file");
        }

        if (DevicePath.Is(path))
        {
            throw new UserErrorException($"memory store {path} is a device; name an ordinary file");
        }

        RegularFile.Require(path, "memory store");
        if (mustExist && !File.Exists(path))
        {
            throw new UserErrorException($"memory store {path} is not there; name one that is");
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new UserErrorException($"memory store {path} cannot be made: the folder {folder} is not there; make it first");
        }
    }

    /// <summary>
    /// An address that makes SQLite write nothing at all, not even beside the file. What another process left in the
    /// write-ahead log would be overlooked, so with one there the file is opened in the ordinary way.
    /// </summary>
    private static string ImmutableAddress(string path)
    {
        var log = new FileInfo(path + "-wal");
        return log.Exists && log.Length > 0
            ? path
            : new Uri(System.IO.Path.GetFullPath(path)).AbsoluteUri + "?immutable=1";
    }
}
