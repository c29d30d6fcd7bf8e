using System.Buffers.Binary;

namespace AgentMemory.Gguf.Blocks;

/// <summary>Steps that the quantisers share.</summary>
internal static class Rounding
{
    /// <summary>Below this size a group counts as zeros (ggml's GROUP_MAX_EPS).</summary>
    internal const float Nothing = 1e-15f;

    /// <summary>To the nearest whole number, ties to even.</summary>
    internal static int Nearest(float value) => (int)MathF.Round(value);

    /// <summary>Writes a half and gives the number that a reader will find.</summary>
    internal static float PutHalf(Span<byte> place, float value)
    {
        var half = (Half)value;
        BinaryPrimitives.WriteHalfLittleEndian(place, half);
        return (float)half;
    }

    /// <summary>One over a number, and 0 for 0.</summary>
    internal static float Inverse(float value) => value != 0 ? 1 / value : 0;

    /// <summary>The number of largest size with its sign, the first of equals.</summary>
    internal static float Extreme(ReadOnlySpan<float> values)
    {
        var (extreme, size) = (0f, 0f);
        foreach (var value in values)
        {
            if (size < MathF.Abs(value))
            {
                (size, extreme) = (MathF.Abs(value), value);
            }
        }

        return extreme;
    }

    /// <summary>Smallest and largest number.</summary>
    internal static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.MaxValue, -float.MaxValue);
        foreach (var value in values)
        {
            least = value < least ? value : least;
            most = value > most ? value : most;
        }

        return (least, most);
    }
}
