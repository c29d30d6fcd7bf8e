using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AgentMemory.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentMemory.Memory;

/// <summary>
/// Exact cosines between a query and vectors as they come out of the file. The best ones are kept; no vector is copied.
/// </summary>
internal sealed class VectorComparison(string path, float[] query, int countMax)
{
    // Worst first, so that one look tells whether a further vector is among the best.
    private readonly PriorityQueue<Ranked, Ranked> _best = new(Comparer<Ranked>.Create(Compare));

    /// <summary>Takes a row whose first column is a passage's number and whose second is its vector.</summary>
    /// <exception cref="UserErrorException">The vector has another length than the query: the file is damaged.</exception>
    public void Take(SqliteDataReader row)
    {
        var vector = MemoryMarshal.Cast<byte, float>(raw.sqlite3_column_blob(row.Handle!, 1));
        var id = row.GetInt64(0);
        if (vector.Length != query.Length)
        {
            throw new UserErrorException(
                $"memory store {path} is damaged: the vector of {PassageId.Text(id)} has {vector.Length} values and not {query.Length}; "
                + "restore a copy, or ask for new vectors (--embed-again)");
        }

        var cosine = TensorPrimitives.CosineSimilarity(vector, query);
        // A vector of zeros, as a text without a word may have, is like nothing.
        var found = new Ranked(id, float.IsNaN(cosine) ? 0 : cosine);
        if (_best.Count < countMax)
        {
            _best.Enqueue(found, found);
        }
        else if (Compare(found, _best.Peek()) > 0)
        {
            _best.DequeueEnqueue(found, found);
        }
    }

    /// <summary>The best, best first; of equals the newer.</summary>
    public List<Ranked> Best() => [.. _best.UnorderedItems.Select(item => item.Element).OrderDescending(_best.Comparer)];

    private static int Compare(Ranked left, Ranked right) =>
        left.Score.CompareTo(right.Score) is not 0 and var order ? order : left.Id.CompareTo(right.Id);
}
