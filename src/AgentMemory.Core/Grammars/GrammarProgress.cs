using System.Text;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// Goes along with a text that a grammar allows, and stops it before its readings multiply: the engine would fall silent for minutes.
/// </summary>
public sealed class GrammarProgress
{
    private const int LettersShown = 40;
    private readonly GrammarReadings _readings;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private HashSet<GrammarPlace> _open;

    /// <summary>At the beginning of a text.</summary>
    /// <exception cref="UserErrorException">There are too many readings already.</exception>
    public GrammarProgress(Grammar grammar)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        _readings = new GrammarReadings(grammar.Rules);
        // Where tokens are named, what a token does to a reading is known to the engine alone.
        var follows = !grammar.Rules.SelectMany(rule => rule.Alternates).SelectMany(alternate => alternate).Any(element => element is GrammarElement.Token);
        _open = follows ? Checked(_readings.Begin(grammar.Rules[grammar.Root])) : [];
    }

    /// <summary>Goes on by the bytes of a token, which need not end with a character.</summary>
    /// <exception cref="UserErrorException">There are too many readings now.</exception>
    public void Accept(ReadOnlySpan<byte> piece)
    {
        var letters = new char[_decoder.GetCharCount(piece, flush: false)];
        _decoder.GetChars(piece, letters, flush: false);
        foreach (var letter in new string(letters).EnumerateRunes())
        {
            _text.Append(letter.ToString());
            _open = Checked(_readings.After(_open, letter.Value));
        }
    }

    private HashSet<GrammarPlace> Checked(HashSet<GrammarPlace>? open) => open is not null && !_readings.Multiply(open)
        ? open
        : throw new UserErrorException($"the grammar {GrammarAmbiguity.Many(Shown())}");

    private string Shown()
    {
        var text = _text.ToString();
        return text.Length <= LettersShown ? text : "..." + text[^LettersShown..];
    }
}
