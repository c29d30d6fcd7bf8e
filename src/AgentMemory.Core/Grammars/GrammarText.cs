using System.Globalization;
using System.Text;

namespace AgentMemory.Core.Grammars;

/// <summary>A grammar's text and how far it has been read.</summary>
internal sealed class GrammarText(string name, string text)
{
    private const int ShownMax = 20;

    /// <summary>UTF-16 units before the next one.</summary>
    public int At { get; private set; }

    public bool Ends => At == text.Length;

    /// <summary>The next character, or NUL at the end: a NUL in the text itself is refused beforehand.</summary>
    public char Next => Ends ? '\0' : text[At];

    public bool IsName => char.IsAsciiLetterOrDigit(Next) || Next == '-';

    /// <summary>Refuses what no grammar may hold, wherever it is.</summary>
    public void RefuseUnreadable()
    {
        if (text.Length > GrammarLimits.LettersMax)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: has {text.Length} characters and may have {GrammarLimits.LettersMax}; write a smaller grammar"));
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !isPair))
            {
                throw Wrong(i, text[i] == '\0'
                    ? "a NUL character, at which the engine would stop reading; take it out"
                    : "half of a surrogate pair, which is no character; take it out");
            }

            i += isPair ? 1 : 0;
        }
    }

    public void Skip(int count) => At += count;

    /// <summary>Goes over a character where it is the next one.</summary>
    public bool Takes(char letter)
    {
        if (Ends || text[At] != letter)
        {
            return false;
        }

        At++;
        return true;
    }

    public bool StartsWith(string start) => text.AsSpan(At).StartsWith(start, StringComparison.Ordinal);

    /// <summary>Goes over blanks and comments, and over line ends where a rule may go on in the next line.</summary>
    public void Spaces(bool lines)
    {
        while (!Ends)
        {
            if (Next is ' ' or '\t' || (lines && Next is '\r' or '\n'))
            {
                At++;
            }
            else if (Next == '#')
            {
                while (!Ends && Next is not ('\r' or '\n'))
                {
                    At++;
                }
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>A rule's name: letters, digits and hyphens.</summary>
    public string Name()
    {
        var start = At;
        while (IsName)
        {
            At++;
        }

        return At > start
            ? text[start..At]
            : throw Wrong(At, $"a rule's name is due here, of letters, digits and hyphens, and {Shown()} is none");
    }

    /// <summary>The digits of a whole number.</summary>
    public string Digits()
    {
        var start = At;
        while (char.IsAsciiDigit(Next))
        {
            At++;
        }

        return At > start ? text[start..At] : throw Wrong(At, $"a whole number is due here, and {Shown()} is none");
    }

    /// <summary>A character of a literal or a class: written as such, or escaped.</summary>
    public int Character()
    {
        if (Next == '\\')
        {
            return Escaped();
        }

        var rune = Rune.GetRuneAt(text, At);
        At += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>The text from a place up to here.</summary>
    public string From(int start) => text[start..At];

    /// <summary>What is next, as an error quotes it.</summary>
    public string Shown() => Ends
        ? "the end of the grammar"
        : Next is '\r' or '\n' ? "the end of the line" : $"\"{text[At..Math.Min(text.Length, At + ShownMax)].Split('\n', '\r')[0]}\"";

    /// <summary>An error at a place of the text.</summary>
    public UserErrorException Wrong(int at, string what)
    {
        var before = text.AsSpan(0, at);
        var lineStart = before.LastIndexOf('\n') + 1;
        var line = before.Count('\n') + 1;
        var column = 1;
        foreach (var _ in before[lineStart..].EnumerateRunes())
        {
            column++;
        }

        return new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}, column {column}: {what}"));
    }

    private int Escaped()
    {
        var start = At;
        At++;
        var letter = Next;
        At += Ends ? 0 : 1;
        return letter switch
        {
            'x' => Hex(start, 2),
            'u' => Hex(start, 4),
            'U' => Hex(start, 8),
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            '\\' or '"' or '[' or ']' or '-' => letter,
            _ => throw Wrong(start, $"{text[start..At]} is no escape; there are \\n, \\r, \\t, \\\\, \\\", \\[, \\], \\-, \\xNN, \\uNNNN and \\UNNNNNNNN"),
        };
    }

    private int Hex(int start, int digits)
    {
        var end = Math.Min(text.Length, At + digits);
        var read = uint.TryParse(text.AsSpan(At, end - At), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        if (!read || end - At < digits)
        {
            throw Wrong(start, $"{text[start..At]} needs {digits} hexadecimal digits after it");
        }

        At = end;
        return value <= 0x10FFFF && value is not (>= 0xD800 and <= 0xDFFF)
            ? (int)value
            : throw Wrong(start, $"{text[start..At]} is no character; code points go up to 10FFFF, and D800 to DFFF are none");
    }
}
