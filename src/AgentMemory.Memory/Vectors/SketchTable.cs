using AgentMemory.Memory.Database;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// The sketches of all vectors in the file, 64 to a row, so that a whole store's are read quickly. Entries lie in the order
/// they came; the vector's row knows the place of its entry.
/// </summary>
internal sealed class SketchTable(StoreFile file)
{
    private const int EntriesPerRow = 64;
    private byte[]? _open;
    private long _openNumber;
    private long _nextPlace = -1;

    /// <summary>Adds an entry and gives its place. It is in the file once <see cref="Flush"/> was called.</summary>
    public long Add(long id, float[] vector)
    {
        if (_nextPlace < 0)
        {
            _nextPlace = file.NumberOrNull("SELECT max(place) + 1 FROM vector") ?? 0;
        }

        var (number, slot) = Math.DivRem(_nextPlace, EntriesPerRow);
        var bytes = SketchCode.Bytes(vector.Length);
        if (_open is null || number != _openNumber)
        {
            WriteOpen();
            _open = Row(number) ?? new byte[EntriesPerRow * bytes];
            _openNumber = number;
        }

        SketchCode.Write(id, vector, _open.AsSpan((int)slot * bytes, bytes));
        return _nextPlace++;
    }

    /// <summary>Overwrites an entry with zeros.</summary>
    public void Remove(long place)
    {
        WriteOpen();
        var (number, slot) = Math.DivRem(place, EntriesPerRow);
        if (Row(number) is { } row)
        {
            var bytes = row.Length / EntriesPerRow;
            row.AsSpan((int)slot * bytes, bytes).Clear();
            Write(number, row);
        }

        Forget();
    }

    public void Clear()
    {
        Forget();
        file.Execute("DELETE FROM sketch");
    }

    /// <summary>Writes what <see cref="Add"/> collected. Another process may write next, so nothing is remembered.</summary>
    public void Flush()
    {
        WriteOpen();
        Forget();
    }

    /// <summary>Drops what was collected; to be called when a write failed.</summary>
    public void Forget()
    {
        _open = null;
        _nextPlace = -1;
    }

    /// <summary>The rows written behind a generation, and the generation they are of. Each goes to the sink.</summary>
    public long ReadBehind(long generation, Action<long, byte[]> sink)
    {
        var latest = generation;
        file.Statement("SELECT number, generation, codes FROM sketch WHERE generation > ?1 ORDER BY generation").ForEach(
            row =>
            {
                latest = row.GetInt64(1);
                sink(row.GetInt64(0) * EntriesPerRow, (byte[])row.GetValue(2));
            },
            generation);
        return latest;
    }

    private void WriteOpen()
    {
        if (_open is not null)
        {
            Write(_openNumber, _open);
            _open = null;
        }
    }

    private byte[]? Row(long number) => file.Statement("SELECT codes FROM sketch WHERE number = ?1")
        .Rows(row => (byte[])row.GetValue(0), number).FirstOrDefault();

    private void Write(long number, byte[] codes) => file.Execute(
        "INSERT INTO sketch (number, generation, codes) VALUES (?1, (SELECT coalesce(max(generation), 0) + 1 FROM sketch), ?2) "
        + "ON CONFLICT (number) DO UPDATE SET generation = excluded.generation, codes = excluded.codes", number, codes);
}
