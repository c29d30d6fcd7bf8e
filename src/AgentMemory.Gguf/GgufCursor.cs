using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AgentMemory.Gguf;

/// <summary>Reads a file's header from first byte to last. Every step checks that the bytes are there.</summary>
internal sealed class GgufCursor(string path, GgufHeader header)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    internal long Position { get; private set; }

    internal long Length => header.Length;

    internal long Remaining => header.Length - Position;

    /// <summary>What is being read, for messages: "the metadata (key 17 of 24)".</summary>
    internal string Place { get; set; } = "the header";

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    internal void Skip(long bytes)
    {
        Need(bytes);
        Position += bytes;
    }

    /// <summary>A text with its length before it.</summary>
    internal string ReadText(long bytesMax)
    {
        var bytes = ReadTextLength(bytesMax);
        try
        {
            return StrictUtf8.GetString(Take(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw Fault($"has a name that is no UTF-8 in {Place}. The file is damaged; copy it again.");
        }
    }

    internal int ReadTextLength(long bytesMax)
    {
        var bytes = ReadUInt64();
        if (bytes > (ulong)bytesMax)
        {
            throw Fault($"claims a text of {Figure(bytes)} bytes in {Place}, and {Figure((ulong)bytesMax)} are the "
                + "limit. The file is damaged; copy it again.");
        }

        Need((long)bytes);
        return (int)bytes;
    }

    /// <summary>A number that was passed already.</summary>
    internal uint UInt32At(long position) => BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(position, sizeof(uint)));

    internal ModelFileException Fault(string what) => new(path, what);

    internal static string Figure(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Figure(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private ReadOnlySpan<byte> Take(int bytes)
    {
        Need(bytes);
        var span = header.Slice(Position, bytes);
        Position += bytes;
        return span;
    }

    private void Need(long bytes)
    {
        if (bytes > Remaining)
        {
            throw Fault($"is cut short: it ends at byte {Figure(header.Length)}, within {Place}. Copy it again.");
        }

        if (Position + bytes > GgufLimits.HeaderBytesMax)
        {
            throw Fault($"has more than {Figure(GgufLimits.HeaderBytesMax)} bytes before the tensor data, which is the "
                + "limit. The file is damaged; copy it again.");
        }
    }
}
