using System.Buffers;

namespace AgentMemory.Gguf;

/// <summary>
/// The numbers of a file's tensor, read and dequantised piece by piece, so that never more than one piece of the file is in memory. On one
/// thread; several threads may read tensors of one file at once.
/// </summary>
public static class TensorReader
{
    private const int PieceBytes = 1_024 * 1_024;

    /// <summary>All numbers of a tensor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">One of its tensors, of a type that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="values">Filled whole; as many as the tensor has, the first dimension running fastest.</param>
    /// <exception cref="ArgumentException">The type cannot be read, or the tensor has another number of elements.</exception>
    /// <exception cref="ModelFileException">The file cannot be read any more.</exception>
    public static void ReadF32(GgufFile file, GgufTensor tensor, Span<float> values)
    {
        CheckWhole(tensor, values.Length);
        ReadF32(file, tensor, 0, values);
    }

    /// <summary>Some numbers of a tensor, which may have more than any span.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">One of its tensors, of a type that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="firstElement">Where a block begins, as every row does.</param>
    /// <param name="values">Filled whole; a whole number of blocks, as every row is.</param>
    /// <exception cref="ArgumentException">The type cannot be read, or the tensor has no such blocks.</exception>
    /// <exception cref="ModelFileException">The file cannot be read any more.</exception>
    public static void ReadF32(GgufFile file, GgufTensor tensor, long firstElement, Span<float> values)
    {
        CheckRange(tensor, firstElement, values.Length);
        var pieces = new Pieces(file, tensor, firstElement, values.Length);
        while (pieces.MoveNext())
        {
            Dequantizer.ToF32(tensor.Type, pieces.Blocks, values.Slice(pieces.Start, pieces.Elements));
        }
    }

    /// <summary>All numbers of a tensor, rounded to BF16.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">One of its tensors, of a type that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="bits">Filled whole; as many as the tensor has, the first dimension running fastest.</param>
    /// <exception cref="ArgumentException">The type cannot be read, or the tensor has another number of elements.</exception>
    /// <exception cref="ModelFileException">The file cannot be read any more.</exception>
    public static void ReadBF16(GgufFile file, GgufTensor tensor, Span<ushort> bits)
    {
        CheckWhole(tensor, bits.Length);
        CheckRange(tensor, 0, bits.Length);
        var pieces = new Pieces(file, tensor, 0, bits.Length);
        while (pieces.MoveNext())
        {
            Dequantizer.ToBF16(tensor.Type, pieces.Blocks, bits.Slice(pieces.Start, pieces.Elements));
        }
    }

    private static void CheckWhole(GgufTensor tensor, int elements)
    {
        if (elements != tensor.Elements)
        {
            throw new ArgumentException($"'{tensor.Name}' has {tensor.Elements} numbers, not {elements}", nameof(elements));
        }
    }

    private static void CheckRange(GgufTensor tensor, long first, int elements)
    {
        if (!Dequantizer.CanRead(tensor.Type) || !GgmlTypeLayout.TryGet(tensor.Type, out var layout))
        {
            throw new ArgumentException($"'{tensor.Name}' is of type {tensor.Type}, which cannot be read", nameof(tensor));
        }

        if (first < 0 || first > tensor.Elements - elements || first % layout.BlockElements != 0 || elements % layout.BlockElements != 0)
        {
            throw new ArgumentException(
                $"'{tensor.Name}' has no whole blocks of {elements} numbers from {first} on", nameof(first));
        }
    }

    /// <summary>Goes through a range of blocks; the buffer is given back when the last is passed.</summary>
    private ref struct Pieces(GgufFile file, GgufTensor tensor, long firstElement, int elements)
    {
        private byte[]? _buffer;
        private int _bytes;
        private int _next;

        internal readonly ReadOnlySpan<byte> Blocks => _buffer.AsSpan(0, _bytes);

        /// <summary>The first number of the piece, counted from the range's first.</summary>
        internal int Start { get; private set; }

        internal int Elements { get; private set; }

        internal bool MoveNext()
        {
            if (_next == elements)
            {
                Dispose();
                return false;
            }

            _ = GgmlTypeLayout.TryGet(tensor.Type, out var layout);
            Start = _next;
            Elements = (int)Math.Min(elements - _next, (long)PieceBytes / layout.BlockBytes * layout.BlockElements);
            _next += Elements;
            _bytes = Elements / layout.BlockElements * layout.BlockBytes;
            _buffer ??= ArrayPool<byte>.Shared.Rent(_bytes);
            file.Read(tensor, (firstElement + Start) / layout.BlockElements * layout.BlockBytes, _buffer.AsSpan(0, _bytes));
            return true;
        }

        internal void Dispose()
        {
            if (_buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = null;
            }
        }
    }
}
