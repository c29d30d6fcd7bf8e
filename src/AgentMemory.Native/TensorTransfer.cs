using System.Runtime.CompilerServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>Numbers into and out of a tensor on any device, with the length checked first: ggml would abort.</summary>
internal static unsafe class TensorTransfer
{
    private const int PieceBytes = 4 * 1_024 * 1_024;

    /// <summary>Overwrites the whole tensor.</summary>
    /// <exception cref="ArgumentException">The bytes are not exactly as many as the tensor has.</exception>
    internal static void Write<T>(nint tensor, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CheckLength(tensor, (nuint)values.Length * (nuint)Unsafe.SizeOf<T>());
        fixed (T* from = values)
        {
            Ggml.ggml_backend_tensor_set(tensor, from, 0, Ggml.ggml_nbytes(tensor));
        }
    }

    /// <summary>Overwrites the whole tensor with one of the same type and shape from a file.</summary>
    internal static void Write(nint tensor, GgufFile file, GgufTensor stored)
    {
        CheckLength(tensor, (nuint)stored.Bytes);
        var piece = new byte[Math.Min(stored.Bytes, PieceBytes)];
        for (var offset = 0L; offset < stored.Bytes; offset += piece.Length)
        {
            var bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, stored.Bytes - offset));
            file.Read(stored, offset, bytes);
            fixed (byte* from = bytes)
            {
                Ggml.ggml_backend_tensor_set(tensor, from, (nuint)offset, (nuint)bytes.Length);
            }
        }
    }

    /// <summary>Reads the whole tensor.</summary>
    /// <exception cref="ArgumentException">The bytes are not exactly as many as the tensor has.</exception>
    internal static void Read<T>(nint tensor, Span<T> values)
        where T : unmanaged
    {
        CheckLength(tensor, (nuint)values.Length * (nuint)Unsafe.SizeOf<T>());
        fixed (T* to = values)
        {
            Ggml.ggml_backend_tensor_get(tensor, to, 0, Ggml.ggml_nbytes(tensor));
        }
    }

    /// <summary>The tensor that a node was computed from first, or 0.</summary>
    internal static nint FirstSource(nint tensor) => (nint)GgmlTensor.At(tensor).Src[0];

    private static void CheckLength(nint tensor, nuint bytes)
    {
        var wanted = Ggml.ggml_nbytes(tensor);
        if (bytes != wanted)
        {
            throw new ArgumentException($"the tensor takes {wanted} bytes, not {bytes}", nameof(bytes));
        }
    }
}
