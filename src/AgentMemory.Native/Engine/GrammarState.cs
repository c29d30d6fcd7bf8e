namespace AgentMemory.Native;

/// <summary>A GBNF grammar and how far a text has come in it. llama.cpp keeps the state.</summary>
internal sealed unsafe class GrammarState : IDisposable
{
    private readonly LlamaSamplerHandle _grammar;
    private readonly NativeVocabulary _vocabulary;
    private readonly LlamaTokenData[] _candidates;
    private readonly bool[] _allowed;

    private GrammarState(LlamaSamplerHandle grammar, NativeVocabulary vocabulary)
    {
        (_grammar, _vocabulary) = (grammar, vocabulary);
        _candidates = new LlamaTokenData[vocabulary.Size];
        _allowed = new bool[vocabulary.Size];
        Refresh();
    }

    /// <summary>Whether each token may come next.</summary>
    internal ReadOnlySpan<bool> Allowed => _allowed;

    /// <summary>Whether nothing but the end of the text may come next.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>A grammar at its rule "root"; null when llama.cpp cannot parse it (the native log says why).</summary>
    internal static GrammarState? Begin(LlamaModelHandle model, NativeVocabulary vocabulary, string gbnf)
    {
        // An empty text would be a grammar that allows everything.
        var grammar = string.IsNullOrWhiteSpace(gbnf) ? null : LlamaSamplerHandle.Grammar(model, gbnf, "root");
        return grammar is null ? null : new GrammarState(grammar, vocabulary);
    }

    /// <summary>Moves on by a token that is allowed and does not end the text.</summary>
    internal void Accept(int token)
    {
        if ((uint)token >= (uint)_allowed.Length || !_allowed[token] || _vocabulary.EndsText(token))
        {
            throw new ArgumentException($"the grammar does not go on with token {token}", nameof(token));
        }

        Llama.llama_sampler_accept(_grammar.Pointer, token);
        Refresh();
    }

    public void Dispose() => _grammar.Dispose();

    private void Refresh()
    {
        for (var token = 0; token < _candidates.Length; token++)
        {
            _candidates[token] = new LlamaTokenData { Id = token };
        }

        fixed (LlamaTokenData* data = _candidates)
        {
            var array = new LlamaTokenDataArray { Data = data, Size = (nuint)_candidates.Length, Selected = -1 };
            Llama.llama_sampler_apply(_grammar.Pointer, &array);
        }

        IsComplete = true;
        foreach (var candidate in _candidates)
        {
            // The text of a control token may suit the grammar, but the token does not mean its text.
            var ends = _vocabulary.EndsText(candidate.Id);
            _allowed[candidate.Id] = float.IsFinite(candidate.Logit) && (ends || !_vocabulary.IsControl(candidate.Id));
            IsComplete &= ends || !_allowed[candidate.Id];
        }
    }
}
