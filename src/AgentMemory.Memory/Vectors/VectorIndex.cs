using System.Runtime.InteropServices;
using System.Text.Json;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Vectors;

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

    /// <summary>Cosines of passages that another signal has found; those without a vector are left out.</summary>
    public Dictionary<long, double> Cosines(float[] query, IReadOnlyCollection<long> ids)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var comparison = new VectorComparison(file.Path, query, ids.Count);
        file.Statement("SELECT v.id, v.value FROM json_each(?1) j CROSS JOIN vector v ON v.id = j.value")
            .ForEach(comparison.Take, JsonSerializer.Serialize(ids));
        return comparison.Best().ToDictionary(found => found.Id, found => found.Score);
    }

    /// <summary>The best passages that pass the filter, best first.</summary>
    /// <param name="exact">Every vector is compared, however many there are.</param>
    public List<Ranked> Search(float[] query, PassageFilter filter, int countMax, bool exact)
    {
        return exact || IsSmall(filter)
            ? CompareAll(query, filter, countMax)
            : CompareSome(query, filter, countMax) ?? CompareAll(query, filter, countMax);
    }

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

    private List<Ranked> CompareAll(float[] query, PassageFilter filter, int countMax)
    {
        var clause = FilterClause.Of(filter, 1);
        var comparison = new VectorComparison(file.Path, query, countMax);
        file.Statement($"SELECT v.id, v.value FROM passage p CROSS JOIN vector v ON v.id = p.id WHERE {clause.Sql}")
            .ForEach(comparison.Take, [.. clause.Values]);
        return comparison.Best();
    }

    /// <summary>Null when the filter lets too few of the nearest through.</summary>
    private List<Ranked>? CompareSome(float[] query, PassageFilter filter, int countMax)
    {
        _scan ??= new SketchScan(query.Length);
        _scan.Refresh(_sketches);
        var near = _scan.Near(query);
        var clause = FilterClause.Of(filter, 2);
        var statement = file.Statement(
            "SELECT v.id, v.value FROM json_each(?1) j CROSS JOIN passage p ON p.id = j.value CROSS JOIN vector v ON v.id = p.id "
            + $"WHERE {clause.Sql}");
        for (var compared = Math.Max(ComparedMin, ComparedPerResult * countMax); ; compared *= 4)
        {
            var comparison = new VectorComparison(file.Path, query, countMax);
            statement.ForEach(comparison.Take, [JsonSerializer.Serialize(near.Best(compared).Select(r => r.Id)), .. clause.Values]);
            var found = comparison.Best();
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
