using System.Buffers;
using System.Text;

namespace AgentMemory.Inference.Text;

/// <summary>
/// Puts a reply's text together token by token. A character may be spread over several tokens: it counts once it is whole, and one
/// that is never finished is no part of the text. Bytes that are no UTF-8 show as U+FFFD.
/// </summary>
internal sealed class PieceReader
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Decoder _taken = Encoding.UTF8.GetDecoder();
    private int _takenBytes;

    /// <summary>The text so far.</summary>
    internal string Text => TextBefore(_bytes.WrittenCount);

    /// <summary>Bytes so far.</summary>
    internal int Length => _bytes.WrittenCount;

    internal void Add(ReadOnlySpan<byte> piece) => _bytes.Write(piece);

    /// <summary>Where the first of the stops begins, in bytes; -1 when none stands there.</summary>
    /// <param name="stops">UTF-8 texts, none empty.</param>
    /// <param name="pieceBytes">
    /// Bytes of the last piece: a stop that ended before it would have been seen before.
    /// </param>
    internal int FindStop(IReadOnlyList<byte[]> stops, int pieceBytes)
    {
        var written = _bytes.WrittenSpan;
        var first = -1;
        foreach (var stop in stops)
        {
            var from = Math.Max(0, written.Length - pieceBytes - stop.Length + 1);
            var found = written[from..].IndexOf(stop);
            if (found >= 0 && (first < 0 || from + found < first))
            {
                first = from + found;
            }
        }

        return first;
    }

    /// <summary>Where the earliest stop begins, in bytes, that further tokens may yet complete; the end when none can be.</summary>
    internal int BegunStop(IReadOnlyList<byte[]> stops)
    {
        var written = _bytes.WrittenSpan;
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var begun = Math.Min(stop.Length - 1, written.Length); begun > longest; begun--)
            {
                if (written.EndsWith(stop.AsSpan(0, begun)))
                {
                    longest = begun;
                }
            }
        }

        return written.Length - longest;
    }

    /// <summary>The whole characters before a position in bytes that were not taken yet; the position never falls.</summary>
    internal string TakeBefore(int end)
    {
        var bytes = _bytes.WrittenSpan[_takenBytes..end];
        _takenBytes = end;
        return Decoded(_taken, bytes);
    }

    /// <summary>The text before a position in bytes.</summary>
    internal string TextBefore(int end) => Decoded(Encoding.UTF8.GetDecoder(), _bytes.WrittenSpan[..end]);

    // Not flushed: the decoder keeps the beginning of a character for the bytes that follow.
    private static string Decoded(Decoder decoder, ReadOnlySpan<byte> bytes)
    {
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        return new string(characters, 0, decoder.GetChars(bytes, characters, flush: false));
    }
}
