using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;
using AgentMemory.Memory.Words;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Memory.Store;

/// <summary>
/// Passages in one SQLite file: kept, found, replaced by newer ones, taken back, forgotten, and every write in a log. What a
/// method has returned from survives a killed process. Not thread-safe; several processes may use one file, one of
/// them writing at a time. The same calls with the same clock give the same answers, and, once the store is
/// disposed, the same file.
/// </summary>
public sealed partial class MemoryStore : IDisposable
{
    private readonly StoreFile _file;
    private readonly MemoryStoreOptions _options;
    private readonly PassageTable _passages;
    private readonly WriteLog _log;
    private readonly WordIndex _words;
    private readonly VectorIndex _vectors;
    private readonly StoreSettings _settings;
    private readonly List<string> _remarks = [];

    private MemoryStore(StoreFile file, MemoryStoreOptions options)
    {
        _file = file;
        _options = options;
        _passages = new PassageTable(file);
        _log = new WriteLog(file, options.Time);
        _words = new WordIndex(file, _passages);
        _vectors = new VectorIndex(file);
        _settings = new StoreSettings(file);
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Passages that hold now.</summary>
    public long Count => _passages.CurrentCount;

    /// <summary>Whose vectors the store holds; null when none were ever asked for.</summary>
    public EmbedderIdentity? Embedder => _settings.Embedder;

    /// <summary>What this store does without and why, one line each: no embedder.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="UserErrorException">
    /// Not a memory store, damaged, locked by another process, not writable, of a newer schema, or written with another
    /// embedder than the one given.
    /// </exception>
    public static MemoryStore Open(string path, MemoryStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = StoreFile.Open(path, options);
        try
        {
            StoreSchema.Apply(file, options.ReadOnly);
            var store = new MemoryStore(file, options);
            store.AgreeOnEmbedder();
            return store;
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

    /// <summary>Keeps one text.</summary>
    /// <inheritdoc cref="Add(IReadOnlyList{NewPassage}, CancellationToken)"/>
    public Passage Add(NewPassage passage, CancellationToken cancellation = default) => Add([passage], cancellation)[0];

    /// <summary>
    /// Keeps texts, all of them or none, and gives the passages in the same order. A text that is held already, the same in
    /// kind, source, subject and words, is not kept twice: its passage is given as it is.
    /// </summary>
    /// <exception cref="UserErrorException">A text is empty or too long, the disk is full, or another process writes.</exception>
    public IReadOnlyList<Passage> Add(IReadOnlyList<NewPassage> passages, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        CheckWritable();
        foreach (var passage in passages)
        {
            PassageRules.Check(passage);
        }

        passages = [.. passages.Select(passage => passage with { Subject = passage.Subject?.Trim() })];

        CheckEmbedder();
        // Embedding takes long and needs no lock: it is done before the write begins.
        var vectors = _options.Embedder?.Embed([.. passages.Select(TextToEmbed)], cancellation);
        var ids = new List<long>(passages.Count);
        Write(() =>
        {
            for (var i = 0; i < passages.Count; i++)
            {
                ids.Add(_passages.Same(passages[i]) ?? Insert(passages[i], vectors?[i]));
            }

            _vectors.Flush();
        });
        return InOrder(ids);
    }

    /// <summary>The passage of an id, whether it holds or not; null when there is none or it was forgotten.</summary>
    public Passage? Find(string id) => PassageId.TryParse(id, out var number) ? _passages.Find(number) : null;

    /// <summary>The passage of an id that a user gave.</summary>
    /// <exception cref="UserErrorException">It is no id, or there is no such passage.</exception>
    public Passage Get(string id) => Existing(id);

    /// <summary>Passages that pass the filter, newest first.</summary>
    public IReadOnlyList<Passage> List(PassageFilter filter, int countMax) => _passages.List(filter, countMax);

    /// <summary>The latest writes, newest first.</summary>
    public IReadOnlyList<LogEntry> Log(int countMax) => _log.Latest(countMax);

    /// <summary>Every write to one passage, newest first; also of one that was forgotten.</summary>
    public IReadOnlyList<LogEntry> LogOf(string id) => _log.Of(PassageId.Parse(id));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>One transaction; when it fails, nothing of it is remembered in memory either.</summary>
    private void Write(Action work)
    {
        try
        {
            _file.Write(work);
        }
        catch
        {
            _vectors.RolledBack();
            throw;
        }
    }

    private long Insert(NewPassage passage, float[]? vector)
    {
        var id = _passages.Insert(passage, passage.Time ?? _options.Time.GetUtcNow());
        _words.Add(id, passage.Text, passage.Subject);
        if (vector is not null)
        {
            _vectors.Add(id, vector);
        }

        _log.Append(StoreAction.Add, id);
        return id;
    }

    private List<Passage> InOrder(List<long> ids)
    {
        var found = _passages.Find(ids).ToDictionary(p => p.Id, StringComparer.Ordinal);
        return [.. ids.Select(id => found[PassageId.Text(id)])];
    }

    private void CheckWritable()
    {
        if (_options.ReadOnly)
        {
            throw new UserErrorException($"memory store {Path} is opened for reading only; open it for writing");
        }
    }

    private static string TextToEmbed(NewPassage passage) =>
        passage.Subject is { } subject && !passage.Text.Contains(subject, StringComparison.OrdinalIgnoreCase)
            ? $"{subject}: {passage.Text}"
            : passage.Text;
}
