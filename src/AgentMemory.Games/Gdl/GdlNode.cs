namespace AgentMemory.Games.Gdl;

/// <summary>An expression as it stands in a rulesheet: a word, or a list in brackets.</summary>
/// <param name="Word">In lower case, since the language does not tell cases apart; null for a list.</param>
/// <param name="Items">What stands in the brackets; empty for a word.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record GdlNode(string? Word, IReadOnlyList<GdlNode> Items, int Line, int Column)
{
    /// <summary>The word, or the first word of the list, or an empty text.</summary>
    public string Head => Word ?? (Items.Count > 0 ? Items[0].Word ?? "" : "");

    public bool IsVariable => Word is ['?', ..];
}

/// <summary>Reads brackets and words; a semicolon starts a comment.</summary>
internal sealed class GdlReader(string file, string text)
{
    private const int DepthMax = 200;
    private readonly Dictionary<string, string> _spelling = new(StringComparer.Ordinal);
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>How each word was spelled where it first stood.</summary>
    public IReadOnlyDictionary<string, string> Spelling => _spelling;

    /// <summary>All expressions of the text.</summary>
    public IReadOnlyList<GdlNode> ReadAll()
    {
        var nodes = new List<GdlNode>();
        for (SkipBlank(); _at < text.Length; SkipBlank())
        {
            nodes.Add(Read(0));
        }

        return nodes;
    }

    private GdlNode Read(int depth)
    {
        var (line, column) = (_line, _at - _lineStart + 1);
        if (text[_at] == ')')
        {
            throw GdlError.At(file, line, column, "\")\" closes nothing; take it out or open a bracket before it");
        }

        if (text[_at] != '(')
        {
            var start = _at;
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('(' or ')' or ';'))
            {
                _at++;
            }

            var word = text[start.._at].ToLowerInvariant();
            _spelling.TryAdd(word, text[start.._at]);
            return new GdlNode(word, [], line, column);
        }

        if (depth > DepthMax)
        {
            throw GdlError.At(file, line, column, $"brackets are nested deeper than {DepthMax}; simplify the rule");
        }

        _at++;
        var items = new List<GdlNode>();
        for (SkipBlank(); ; SkipBlank())
        {
            if (_at >= text.Length)
            {
                throw GdlError.At(file, line, column, "\"(\" is never closed; add the missing \")\"");
            }

            if (text[_at] == ')')
            {
                _at++;
                return new GdlNode(null, items, line, column);
            }

            items.Add(Read(depth + 1));
        }
    }

    private void SkipBlank()
    {
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == ';')
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    _at++;
                }

                if (_at == text.Length)
                {
                    return;
                }
            }

            if (text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
            else if (!char.IsWhiteSpace(text[_at]) && text[_at] != '\uFEFF')
            {
                return;
            }
        }
    }
}
