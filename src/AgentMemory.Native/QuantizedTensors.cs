using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>Tensors of any type that ggml can make from numbers without an importance matrix.</summary>
public static class QuantizedTensors
{
    /// <summary>Adds a tensor from numbers, stored as <paramref name="type"/>.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="name">At most 63 bytes.</param>
    /// <param name="extents">Fastest dimension first.</param>
    /// <param name="type">A type that needs no importance matrix.</param>
    /// <param name="values">As many as the extents say, the first dimension running fastest.</param>
    public static unsafe void Add(this GgufWriter writer, string name, ReadOnlySpan<long> extents, GgmlType type, ReadOnlySpan<float> values)
    {
        if (type == GgmlType.F32)
        {
            writer.Add(name, extents, values);
            return;
        }

        var rowBytes = GgmlTypeLayout.RowBytes(type, extents[0]);
        var rows = values.Length / extents[0];
        NativeRuntime.Start();
        if (Ggml.ggml_quantize_requires_imatrix(type))
        {
            throw new ArgumentException($"{type} needs an importance matrix", nameof(type));
        }

        if (rows * extents[0] != values.Length)
        {
            throw new ArgumentException($"'{name}' takes whole rows of {extents[0]} numbers, not {values.Length}", nameof(values));
        }

        var data = new byte[checked(rowBytes * rows)];
        fixed (float* from = values)
        fixed (byte* to = data)
        {
            Ggml.ggml_quantize_chunk(type, from, to, 0, rows, extents[0], null);
        }

        writer.AddStored(name, extents, type, data);
    }
}
