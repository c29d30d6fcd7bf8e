using System.Buffers;
using System.Text;

namespace AgentMemory.Models;

/// <summary>Puts a reply's text together token by token. A character may be spread over several tokens.</summary>
internal sealed class PieceReader
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The text so far. A character that is not whole at the end shows as U+FFFD.</summary>
    internal string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan);

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

    /// <summary>The text before a position in bytes.</summary>
    internal string TextBefore(int end) => Encoding.UTF8.GetString(_bytes.WrittenSpan[..end]);
}
