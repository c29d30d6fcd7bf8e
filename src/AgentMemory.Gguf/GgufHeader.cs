using Microsoft.Win32.SafeHandles;

namespace AgentMemory.Gguf;

/// <summary>The first bytes of a file in memory, read in steps as far as the parser comes: never more than the file has.</summary>
internal sealed class GgufHeader(SafeFileHandle file, long length)
{
    private const int FirstStep = 64 * 1_024;

    private byte[] _bytes = [];
    private int _read;

    /// <summary>Bytes of the file.</summary>
    internal long Length => length;

    /// <summary>Bytes of the header; the position is within the file, which the caller has checked.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter now than when it was opened.</exception>
    internal ReadOnlySpan<byte> Slice(long start, int count)
    {
        var end = checked((int)(start + count));
        if (end > _read)
        {
            ReadTo(end);
        }

        return _bytes.AsSpan((int)start, count);
    }

    /// <summary>Gives back what was read beyond the end of the header.</summary>
    internal void Trim(long end)
    {
        if (end < _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)end);
            _read = Math.Min(_read, (int)end);
        }
    }

    private void ReadTo(int end)
    {
        var size = (int)Math.Min(Math.Min(length, int.MaxValue), Math.Max(Math.Max(FirstStep, end), 2L * _bytes.Length));
        Array.Resize(ref _bytes, size);
        while (_read < size)
        {
            var got = RandomAccess.Read(file, _bytes.AsSpan(_read), _read);
            if (got == 0)
            {
                throw new EndOfStreamException("the file has become shorter while it was read");
            }

            _read += got;
        }
    }
}
