using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Cli.Chat;

/// <summary>
/// Standard input that a signal ends. Reading from a terminal or a pipe blocks the thread that reads, so another thread reads and
/// this one waits for it or for the cancellation, whichever comes first.
/// </summary>
internal sealed class CancellableInput : TextReader
{
    private readonly TextReader _input;
    private readonly CancellationToken _cancellation;
    private readonly char[] _buffer = new char[4096];
    private int _at;
    private int _filled;

    public CancellableInput(TextReader input, CancellationToken cancellation)
    {
        _input = input;
        _cancellation = cancellation;
    }

    /// <inheritdoc/>
    public override int Peek() => Fill() ? _buffer[_at] : -1;

    /// <inheritdoc/>
    public override int Read() => Fill() ? _buffer[_at++] : -1;

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">A line is longer than any text that is read.</exception>
    public override string? ReadLine()
    {
        var line = new StringBuilder();
        var isBegun = false;
        while (Fill())
        {
            isBegun = true;
            var end = Array.IndexOf(_buffer, '\n', _at, _filled - _at);
            line.Append(_buffer, _at, (end < 0 ? _filled : end) - _at);
            _at = end < 0 ? _filled : end + 1;
            if (end >= 0)
            {
                break;
            }

            RefuseLong(line);
        }

        return isBegun ? line.ToString().TrimEnd('\r') : null;
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">It is longer than any text that is read.</exception>
    public override string ReadToEnd()
    {
        var text = new StringBuilder();
        while (Fill())
        {
            text.Append(_buffer, _at, _filled - _at);
            _at = _filled;
            RefuseLong(text);
        }

        return text.ToString();
    }

    private static void RefuseLong(StringBuilder text)
    {
        if (text.Length > TextFile.BytesMax)
        {
            throw new UserErrorException($"standard input gives over {TextFile.BytesMax >> 20} million characters at once; give it in parts");
        }
    }

    private bool Fill()
    {
        if (_at < _filled)
        {
            return true;
        }

        _at = 0;
        // Only the wait is cancelled; a thread that still reads ends with the process.
        Task.Run(() => _filled = _input.Read(_buffer, 0, _buffer.Length)).Wait(_cancellation);
        return _filled > 0;
    }
}
