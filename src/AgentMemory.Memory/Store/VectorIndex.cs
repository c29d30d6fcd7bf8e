using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AgentMemory.Memory;

/// <summary>Search by meaning: cosine of unit vectors, little-endian 32-bit floats in the file.</summary>
internal sealed class VectorIndex(StoreFile file)
{
    public long Count => file.Number("SELECT count(*) FROM vector");

    public void Add(long id, float[] vector) =>
        file.Execute("INSERT INTO vector (id, value) VALUES (?1, ?2)", id, Bytes(vector));

    public void Remove(long id) => file.Execute("DELETE FROM vector WHERE id = ?1", id);

    public void Clear() => file.Execute("DELETE FROM vector");

    public float[]? Find(long id) =>
        file.Statement("SELECT value FROM vector WHERE id = ?1").Rows(row => Floats((byte[])row.GetValue(0)), id).FirstOrDefault();

    /// <summary>The best passages that pass the filter, best first.</summary>
    public List<Ranked> Search(float[] query, PassageFilter filter, int countMax)
    {
        var clause = FilterClause.Of(filter, 3);
        return file.Statement(
                "SELECT v.id, vec_distance_cosine(v.value, ?1) AS distance FROM vector v JOIN passage p ON p.id = v.id "
                + $"WHERE {clause.Sql} ORDER BY distance, v.id LIMIT ?2")
            .Rows(row => new Ranked(row.GetInt64(0), 1 - row.GetDouble(1)), [Bytes(query), countMax, .. clause.Values]);
    }

    /// <summary>What sqlite-vec computes where it is not there: 1 minus the cosine.</summary>
    public static double CosineDistance(byte[] left, byte[] right) =>
        1 - TensorPrimitives.CosineSimilarity(MemoryMarshal.Cast<byte, float>(left), MemoryMarshal.Cast<byte, float>(right));

    public static byte[] Bytes(float[] vector) => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();

    public static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
