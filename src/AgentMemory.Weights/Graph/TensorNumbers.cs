using System.Runtime.InteropServices;
using AgentMemory.Native;

namespace AgentMemory.Weights;

/// <summary>A stored tensor's numbers as F32.</summary>
public static class TensorNumbers
{
    private const int BlockNumbers = 32;
    private const int BlockBytes = 34;

    /// <summary>Reads a tensor of F32, F16, BF16 or Q8_0.</summary>
    /// <exception cref="NotSupportedException">It is of another type.</exception>
    public static float[] Read(GgufFile file, GgufTensor tensor)
    {
        var bytes = file.Data(tensor);
        return tensor.Type switch
        {
            GgmlType.F32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            GgmlType.F16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), h => (float)h),
            // The upper half of an F32.
            GgmlType.BF16 => Array.ConvertAll(
                MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), u => BitConverter.UInt32BitsToSingle((uint)u << 16)),
            GgmlType.Q8_0 => Blocks(bytes),
            _ => throw new NotSupportedException($"{tensor.Name} is {tensor.Type}; F32, F16, BF16 and Q8_0 can be read"),
        };
    }

    // A half as scale and 32 signed bytes.
    private static float[] Blocks(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / BlockBytes * BlockNumbers];
        for (var i = 0; i < values.Length; i++)
        {
            var block = bytes.Slice(i / BlockNumbers * BlockBytes, BlockBytes);
            values[i] = (float)MemoryMarshal.Read<Half>(block) * (sbyte)block[2 + (i % BlockNumbers)];
        }

        return values;
    }
}
