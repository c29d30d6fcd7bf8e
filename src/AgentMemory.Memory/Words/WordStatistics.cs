using AgentMemory.Memory.Database;

namespace AgentMemory.Memory.Words;

/// <summary>
/// How many passages hold a word, counted up to a limit and estimated beyond it from the newest passages, and what FTS5 knows of
/// the whole index. Counts are kept while the store stays as it is; large ones, of which a few passages more change nothing, until
/// it has changed by a tenth.
/// </summary>
internal sealed class WordStatistics(StoreFile file)
{
    /// <summary>The row of FTS5's data table that holds its totals (fts5_index.c: FTS5_AVERAGES_ROWID).</summary>
    private const int TotalsRow = 1;
    private const int WordsCached = 100_000;
    private const int LargeMin = 1_000;
    private readonly Dictionary<string, long> _large = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _small = new(StringComparer.Ordinal);
    private long _passagesThen;
    private (long Passages, long Last) _then;

    /// <summary>Number of passages in the index, and mean number of words in one (FTS5's nRow and avgdl).</summary>
    public (long Passages, double MeanWords) Totals()
    {
        var totals = file.Statement("SELECT block FROM word_data WHERE id = ?1")
            .Rows(row => (byte[])row.GetValue(0), TotalsRow).FirstOrDefault() ?? [];
        var at = 0;
        var passages = Number(totals, ref at);
        var words = Number(totals, ref at) + Number(totals, ref at);
        return (passages, passages > 0 ? (double)words / passages : 1);
    }

    /// <summary>
    /// Passages that hold a quoted word: exact up to the limit, above it what the newest ones lead to expect.
    /// </summary>
    public long Count(string quoted, int limit, long passages)
    {
        if (_large.Count > WordsCached || Math.Abs(passages - _passagesThen) > _passagesThen / 10)
        {
            _large.Clear();
            _passagesThen = passages;
        }

        if (_large.TryGetValue(quoted, out var large))
        {
            return large;
        }

        var now = (passages, file.Number("SELECT max(id) FROM passage"));
        if (_small.Count > WordsCached || _then != now)
        {
            _small.Clear();
            _then = now;
        }

        if (!_small.TryGetValue(quoted, out var count))
        {
            // A large count is large whatever came in since, but only in a store whose tenth is many passages.
            count = Counted(quoted, limit, passages);
            (count >= LargeMin ? _large : _small)[quoted] = count;
        }

        return count;
    }

    private long Counted(string quoted, int limit, long passages)
    {
        var (count, oldest) = file.Statement(
                "SELECT count(*), min(rowid) FROM (SELECT rowid FROM word WHERE word MATCH ?1 ORDER BY rowid DESC LIMIT ?2)")
            .Rows(row => (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)), quoted, limit + 1)[0];
        if (count <= limit)
        {
            return count;
        }

        var last = file.Number("SELECT max(id) FROM passage");
        var expected = count * (double)last / Math.Max(1, last - oldest + 1);
        return Math.Clamp((long)expected, limit + 1, Math.Max(limit + 1, passages));
    }

    /// <summary>SQLite's variable-length integer, most significant group first; nine bytes at most.</summary>
    private static long Number(byte[] bytes, ref int at)
    {
        var value = 0L;
        for (var i = 0; i < 9 && at < bytes.Length; i++)
        {
            var next = bytes[at++];
            value = i == 8 ? (value << 8) | next : (value << 7) | (uint)(next & 0x7F);
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
