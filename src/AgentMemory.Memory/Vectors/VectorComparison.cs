using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Exact cosines between a query and vectors as they come out of the file. The best ones are kept; no vector is copied.
/// </summary>
internal sealed class VectorComparison(string path, float[] query, int countMax)
{
    private readonly BestRanked _best = new(countMax);

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
        _best.Offer(new Ranked(id, float.IsNaN(cosine) ? 0 : cosine));
    }

    /// <summary>The best, best first; of equals the newer.</summary>
    public List<Ranked> Best() => _best.InOrder();
}
