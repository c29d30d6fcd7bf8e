using System.Text;
using System.Text.RegularExpressions;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// Says of a finished text whether a grammar would have let it through: a GBNF grammar without recursion, as replies and
/// notes have, turned into two regular expressions, one for whole texts and one for their beginnings.
/// </summary>
public sealed class GrammarPattern
{
    private readonly Regex _whole;
    private readonly Regex _beginning;

    private GrammarPattern(Piece root)
    {
        _whole = Anchored(root.Whole);
        _beginning = Anchored(root.Beginning);
    }

    /// <summary>Reads a grammar.</summary>
    /// <param name="gbnf">Its rules, one a line.</param>
    /// <param name="root">The rule that a text must match.</param>
    /// <exception cref="ArgumentException">A rule is missing, recursive or not understood.</exception>
    public static GrammarPattern Of(string gbnf, string root)
    {
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in gbnf.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split("::=", 2, StringSplitOptions.TrimEntries);
            rules[parts[0]] = parts.Length == 2 ? parts[1] : throw new ArgumentException($"\"{line}\" is no rule", nameof(gbnf));
        }

        return new GrammarPattern(new Reading(rules, []).Rule(root));
    }

    /// <summary>True for a text of the grammar.</summary>
    public bool Matches(string text) => _whole.IsMatch(text);

    /// <summary>True for the beginning of a text of the grammar, the empty and the whole one included.</summary>
    public bool Begins(string text) => _beginning.IsMatch(text);

    private static Regex Anchored(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>A part of a grammar as patterns of its whole texts and of their beginnings.</summary>
    private sealed record Piece(string Whole, string Beginning)
    {
        public static Piece Nothing { get; } = new("", "");

        public Piece Then(Piece next) => new(Whole + next.Whole, $"(?:{Beginning}|{Whole}{next.Beginning})");

        public Piece Or(Piece other) => new($"(?:{Whole}|{other.Whole})", $"(?:{Beginning}|{other.Beginning})");

        public Piece Times(int least, int? most)
        {
            var before = most is { } count ? $"{{0,{Math.Max(0, count - 1)}}}" : "*";
            return new Piece($"(?:{Whole}){{{least},{most}}}", $"(?:(?:{Whole}){before}{Beginning})?");
        }
    }

    /// <summary>Reads one rule's right-hand side, character by character.</summary>
    private sealed class Reading(IReadOnlyDictionary<string, string> rules, IReadOnlyList<string> open)
    {
        private string _text = "";
        private int _at;

        public Piece Rule(string name)
        {
            if (open.Contains(name, StringComparer.Ordinal))
            {
                throw new ArgumentException($"the rule {name} is recursive", nameof(name));
            }

            return rules.TryGetValue(name, out var text)
                ? new Reading(rules, [.. open, name]) { _text = text }.Choices()
                : throw new ArgumentException($"the rule {name} is missing", nameof(name));
        }

        private Piece Choices()
        {
            var piece = Sequence();
            while (Skip('|'))
            {
                piece = piece.Or(Sequence());
            }

            return piece;
        }

        private Piece Sequence()
        {
            var piece = Piece.Nothing;
            while (true)
            {
                Spaces();
                if (_at == _text.Length || _text[_at] is '|' or ')')
                {
                    return piece;
                }

                piece = piece.Then(Repeated(Item()));
            }
        }

        private Piece Item() => _text[_at] switch
        {
            '"' => Literal(),
            '[' => Characters(),
            '(' => Group(),
            _ => Rule(Name()),
        };

        private Piece Group()
        {
            _at++;
            var piece = Choices();
            return Skip(')') ? piece : throw Wrong();
        }

        private Piece Literal()
        {
            var piece = Piece.Nothing;
            for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
            {
                var letter = Regex.Escape(Letter().ToString());
                piece = piece.Then(new Piece(letter, $"(?:{letter})?"));
            }

            return Skip('"') ? piece : throw Wrong();
        }

        private char Letter()
        {
            if (_text[_at] != '\\')
            {
                return _text[_at];
            }

            return _text[++_at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other };
        }

        // A class of characters is written alike in both languages.
        private Piece Characters()
        {
            var end = _text.IndexOf(']', _at + 1);
            if (end < 0)
            {
                throw Wrong();
            }

            var set = _text[_at..(end + 1)];
            _at = end + 1;
            return new Piece(set, $"{set}?");
        }

        private string Name()
        {
            var name = new StringBuilder();
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_'))
            {
                name.Append(_text[_at++]);
            }

            return name.Length > 0 ? name.ToString() : throw Wrong();
        }

        private Piece Repeated(Piece piece)
        {
            if (_at == _text.Length)
            {
                return piece;
            }

            switch (_text[_at])
            {
                case '?':
                    _at++;
                    return piece.Times(0, 1);
                case '*':
                    _at++;
                    return piece.Times(0, null);
                case '+':
                    _at++;
                    return piece.Times(1, null);
                case '{':
                    return Counted(piece);
                default:
                    return piece;
            }
        }

        private Piece Counted(Piece piece)
        {
            var end = _text.IndexOf('}', _at);
            var ends = end < 0 ? throw Wrong() : _text[(_at + 1)..end].Split(',');
            _at = end + 1;
            var least = int.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture);
            return piece.Times(least, ends.Length == 1 ? least
                : ends[1].Trim().Length == 0 ? null
                : int.Parse(ends[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        private bool Skip(char letter)
        {
            Spaces();
            if (_at < _text.Length && _text[_at] == letter)
            {
                _at++;
                return true;
            }

            return false;
        }

        private void Spaces()
        {
            while (_at < _text.Length && _text[_at] == ' ')
            {
                _at++;
            }
        }

        private ArgumentException Wrong() => new($"\"{_text}\" is not understood at {_at}");
    }
}
