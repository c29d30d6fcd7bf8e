using System.Runtime.InteropServices;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>Reads tensors of a GGUF file into libtorch's memory, piece by piece: no whole tensor is ever in memory twice.</summary>
internal sealed class TensorLoader(GgufFile file, Device device)
{
    private const long PieceElements = 1 << 20;

    /// <summary>Whether the file has the tensor.</summary>
    public bool Has(string name) => file.TryGetTensor(name, out _);

    /// <summary>Several tensors of one row length under each other, [sum of rows, row length].</summary>
    /// <param name="type">F32 or BF16.</param>
    /// <param name="parts">Names, each with the order of its rows or null.</param>
    public Tensor Stack(ScalarType type, params ReadOnlySpan<(string Name, long[]? Order)> parts)
    {
        var rows = 0L;
        foreach (var (name, _) in parts)
        {
            rows += RowsOf(Find(name));
        }

        var stacked = empty([rows, Find(parts[0].Name).Extents[0]], dtype: type, device: device);
        var at = 0L;
        foreach (var (name, order) in parts)
        {
            using var part = stacked.narrow(0, at, RowsOf(Find(name)));
            Fill(part, Find(name), order);
            at += part.shape[0];
        }

        return stacked;
    }

    /// <summary>A vector in F32, its numbers in another order where one is given.</summary>
    public Tensor Vector(string name, long[]? order = null)
    {
        var values = TensorNumbers.Read(file, Find(name));
        return tensor(order is null ? values : Array.ConvertAll(order, i => values[i]), device: device);
    }

    /// <summary>A matrix as stored.</summary>
    /// <param name="name">In the file.</param>
    /// <param name="order">Of its rows, or null.</param>
    /// <param name="scratch">Where it is made F32.</param>
    public QuantizedMatrix Quantized(string name, long[]? order, Scratch scratch)
    {
        var stored = Find(name);
        var rowBytes = GgmlTypeLayout.RowBytes(stored.Type, stored.Extents[0]);
        var blocks = empty([RowsOf(stored), rowBytes], dtype: ScalarType.Byte);
        var each = Math.Max(1, PieceElements * sizeof(float) / rowBytes);
        for (var row = 0L; row < blocks.shape[0]; row += each)
        {
            using var piece = blocks.narrow(0, row, Math.Min(each, blocks.shape[0] - row));
            file.Read(stored, row * rowBytes, piece.bytes);
        }

        return new QuantizedMatrix(stored.Type, blocks, stored.Extents[0], order, scratch);
    }

    private void Fill(Tensor rows, GgufTensor stored, long[]? order)
    {
        var width = stored.Extents[0];
        var each = Math.Clamp(PieceElements / width, 1, rows.shape[0]);
        using var piece = empty([each, width], dtype: ScalarType.Float32);
        for (var row = 0L; row < rows.shape[0]; row += each)
        {
            var count = Math.Min(each, rows.shape[0] - row);
            var values = MemoryMarshal.Cast<byte, float>(piece.bytes);
            if (order is null)
            {
                TensorReader.ReadF32(file, stored, row * width, values[..(int)(count * width)]);
            }
            else
            {
                for (var i = 0; i < count; i++)
                {
                    TensorReader.ReadF32(file, stored, order[row + i] * width, values.Slice(i * (int)width, (int)width));
                }
            }

            using var from = piece.narrow(0, 0, count);
            using var to = rows.narrow(0, row, count);
            to.copy_(from);
        }
    }

    private GgufTensor Find(string name) =>
        file.TryGetTensor(name, out var stored) ? stored : throw new ArgumentException($"the file has no tensor {name}", nameof(name));

    private static long RowsOf(GgufTensor stored) => stored.Elements / stored.Extents[0];
}
