using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AgentMemory.Memory;

/// <summary>
/// Search by meaning: cosine of unit vectors, little-endian 32-bit floats in the file. Few vectors are all compared; among
/// many, sketches choose some hundreds that are compared exactly.
/// </summary>
internal sealed class VectorIndex(StoreFile file)
{
    /// <summary>Up to so many, every vector is compared: that takes about as long as everything else a search does.</summary>
    private const int ExactMax = 10_000;

    /// <summary>Chosen by sketch for each result that is wanted, before they are compared exactly.</summary>
    private const int ComparedPerResult = 6;
    private const int ComparedMin = 300;
    private readonly SketchTable _sketches = new(file);
    private SketchScan? _scan;

    /// <summary>Adds a vector; <see cref="Flush"/> ends a batch of them.</summary>
    public void Add(long id, float[] vector) => file.Execute(
        "INSERT INTO vector (id, place, value) VALUES (?1, ?2, ?3)", id, _sketches.Add(id, vector), Bytes(vector));

    /// <summary>Ends a batch of <see cref="Add"/>, within its transaction.</summary>
    public void Flush() => _sketches.Flush();

    /// <summary>To be called when a transaction failed: nothing of it may be remembered.</summary>
    public void RolledBack()
    {
        _sketches.Forget();
        _scan = null;
    }

    public void Remove(long id)
    {
        if (file.NumberOrNull("SELECT place FROM vector WHERE id = ?1", id) is { } place)
        {
            _sketches.Remove(place);
            file.Execute("DELETE FROM vector WHERE id = ?1", id);
        }
    }

    public void Clear()
    {
        file.Execute("DELETE FROM vector");
        _sketches.Clear();
        _scan = null;
    }

    public float[]? Find(long id) =>
        file.Statement("SELECT value FROM vector WHERE id = ?1").Rows(row => Floats((byte[])row.GetValue(0)), id).FirstOrDefault();

    /// <summary>The best passages that pass the filter, best first.</summary>
    /// <param name="exact">Every vector is compared, however many there are.</param>
    public List<Ranked> Search(float[] query, PassageFilter filter, int countMax, bool exact)
    {
        var clause = FilterClause.Of(filter, 3);
        return exact || IsSmall(filter)
            ? CompareAll(query, clause, countMax)
            : CompareSome(query, filter, countMax) ?? CompareAll(query, clause, countMax);
    }

    /// <summary>What sqlite-vec computes where it is not there: 1 minus the cosine.</summary>
    public static double CosineDistance(byte[] left, byte[] right) =>
        1 - TensorPrimitives.CosineSimilarity(MemoryMarshal.Cast<byte, float>(left), MemoryMarshal.Cast<byte, float>(right));

    public static byte[] Bytes(float[] vector) => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();

    public static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>Whether so few passages can be meant that comparing them all is quick.</summary>
    private bool IsSmall(PassageFilter filter)
    {
        if (file.Number("SELECT count(*) FROM (SELECT 1 FROM vector LIMIT ?1)", ExactMax + 1) <= ExactMax)
        {
            return true;
        }

        var clause = FilterClause.Of(filter, 2);
        return !clause.IsBroad && file.Number(
            $"SELECT count(*) FROM (SELECT 1 FROM passage p WHERE {clause.Sql} LIMIT ?1)", [ExactMax + 1, .. clause.Values]) <= ExactMax;
    }

    private List<Ranked> CompareAll(float[] query, FilterClause clause, int countMax) => file.Statement(
            "SELECT v.id, vec_distance_cosine(v.value, ?1) AS distance FROM passage p CROSS JOIN vector v ON v.id = p.id "
            + $"WHERE {clause.Sql} ORDER BY distance, v.id DESC LIMIT ?2")
        .Rows(row => new Ranked(row.GetInt64(0), 1 - row.GetDouble(1)), [Bytes(query), countMax, .. clause.Values]);

    /// <summary>Null when the filter lets too few of the nearest through.</summary>
    private List<Ranked>? CompareSome(float[] query, PassageFilter filter, int countMax)
    {
        _scan ??= new SketchScan(query.Length);
        _scan.Refresh(_sketches);
        var near = _scan.Nearest(query, int.MaxValue);
        var clause = FilterClause.Of(filter, 4);
        for (var compared = Math.Max(ComparedMin, ComparedPerResult * countMax); ; compared *= 4)
        {
            var ids = JsonSerializer.Serialize(near.Take(compared).Select(r => r.Id));
            var found = file.Statement(
                    "SELECT v.id, vec_distance_cosine(v.value, ?1) AS distance FROM json_each(?3) j CROSS JOIN passage p ON p.id = j.value "
                    + $"CROSS JOIN vector v ON v.id = p.id WHERE {clause.Sql} ORDER BY distance, v.id DESC LIMIT ?2")
                .Rows(row => new Ranked(row.GetInt64(0), 1 - row.GetDouble(1)), [Bytes(query), countMax, ids, .. clause.Values]);
            if (found.Count == countMax)
            {
                return found;
            }

            if (compared >= near.Count)
            {
                return null;
            }
        }
    }
}
