using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// The rows of a CSV text (RFC 4180): fields parted by commas, quotes around a field that holds a comma, a quote (twice)
/// or a line end, lines ended by LF, CRLF or, as old programs do, CR. Rows without any character are passed over. One row is held at a time.
/// </summary>
internal sealed class CsvRows
{
    private readonly TextReader _text;
    private readonly string _source;
    private readonly char[] _buffer = new char[1 << 16];
    private readonly List<int> _ends = [];
    private char[] _row = new char[1 << 10];
    private int _rowLength;
    private int _fieldStart;
    private int _filled;
    private int _position;
    private int _nextLine = 1;

    public CsvRows(TextReader text, string source)
    {
        _text = text;
        _source = source;
    }

    /// <summary>The line on which the current row begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Fields of the current row.</summary>
    public int Fields => _ends.Count;

    /// <summary>A field of the current row, without its quotes and outer white space.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var start = field == 0 ? 0 : _ends[field - 1];
            return _row.AsSpan(start, _ends[field] - start).Trim();
        }
    }

    /// <summary>Goes to the next row that is not empty; false at the end.</summary>
    /// <exception cref="UserErrorException">A quote is not closed, or something follows it.</exception>
    public bool Next()
    {
        do
        {
            _ends.Clear();
            _rowLength = 0;
            _fieldStart = 0;
            Line = _nextLine;
            if (Peek() < 0)
            {
                return false;
            }

            ReadRow();
        }
        while (Fields == 1 && _rowLength == 0);
        return true;
    }

    private void ReadRow()
    {
        while (true)
        {
            var end = Peek() == '"' ? ReadQuoted() : ReadPlain();
            _ends.Add(_rowLength);
            _fieldStart = _rowLength;
            if (end != ',')
            {
                return;
            }
        }
    }

    private int ReadPlain()
    {
        while (true)
        {
            var c = Take();
            switch (c)
            {
                case ',' or -1:
                    return c;
                case '\r':
                    return EndLineAfterReturn();
                case '\n':
                    return EndLine();
                case '"' when IsBlankSoFar():
                    _rowLength = _fieldStart;
                    return ReadQuotedRest();
                default:
                    Keep((char)c);
                    break;
            }
        }
    }

    private int ReadQuoted()
    {
        Take();
        return ReadQuotedRest();
    }

    private int ReadQuotedRest()
    {
        var openedOn = _nextLine;
        while (true)
        {
            var c = Take();
            if (c < 0)
            {
                throw Refuse(openedOn, "a quote is opened and never closed; close it or remove it");
            }

            if (c != '"')
            {
                _nextLine += c == '\n' ? 1 : 0;
                Keep((char)c);
            }
            else if (Peek() == '"')
            {
                Keep((char)Take());
            }
            else
            {
                return EndOfQuoted();
            }
        }
    }

    private int EndOfQuoted()
    {
        while (true)
        {
            var c = Take();
            switch (c)
            {
                case ',' or -1:
                    return c;
                case '\r':
                    return EndLineAfterReturn();
                case '\n':
                    return EndLine();
                case ' ' or '\t':
                    break;
                default:
                    throw Refuse(
                        _nextLine, $"\"{(char)c}\" follows a closing quote; write a quote within a field twice");
            }
        }
    }

    private bool IsBlankSoFar() => _row.AsSpan(_fieldStart, _rowLength - _fieldStart).IsWhiteSpace();

    private int EndLine()
    {
        _nextLine++;
        return '\n';
    }

    private int EndLineAfterReturn()
    {
        if (Peek() == '\n')
        {
            Take();
        }

        return EndLine();
    }

    private void Keep(char c)
    {
        if (_rowLength - _fieldStart == CurveLimits.FieldCharsMax)
        {
            throw Refuse(Line, string.Create(
                CultureInfo.InvariantCulture,
                $"a field is longer than {CurveLimits.FieldCharsMax:N0} characters; is a quote missing?"));
        }

        if (_rowLength == _row.Length)
        {
            Array.Resize(ref _row, 2 * _row.Length);
        }

        _row[_rowLength++] = c;
    }

    private UserErrorException Refuse(int line, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_source}: line {line}, column {Fields + 1}: {problem}"));

    private int Peek() => _position < _filled || Fill() ? _buffer[_position] : -1;

    private int Take() => _position < _filled || Fill() ? _buffer[_position++] : -1;

    private bool Fill()
    {
        _position = 0;
        _filled = _text.Read(_buffer, 0, _buffer.Length);
        return _filled > 0;
    }
}
