using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>A GBNF grammar and how far a text has come in it. llama.cpp keeps the state.</summary>
internal sealed class GrammarState : IDisposable
{
    private readonly SafeLLamaSamplerChainHandle _grammar;
    private readonly ModelVocabulary _vocabulary;
    private readonly GrammarProgress _progress;
    private readonly LLamaTokenData[] _candidates;
    private readonly bool[] _allowed;

    /// <summary>A grammar at its rule "root".</summary>
    /// <exception cref="UserErrorException">
    /// The grammar is damaged, or names a token that this model does not have. llama.cpp would crash with it later.
    /// </exception>
    internal GrammarState(LoadedModel model, ModelVocabulary vocabulary, string gbnf)
    {
        var grammar = Grammar.Parse(gbnf);
        CheckTokens(grammar, vocabulary);
        _vocabulary = vocabulary;
        _progress = new GrammarProgress(grammar);
        _candidates = new LLamaTokenData[vocabulary.Size];
        _allowed = new bool[vocabulary.Size];
        _grammar = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
        // LLamaSharp does not say that a grammar could not be read, and crashes at its first use; the plainest form always can.
        _grammar.AddGrammar(model.Handle, grammar.ToString(), "root");
        LiveHandles.Opened(nameof(GrammarState));
        Refresh();
    }

    /// <summary>Whether each token may come next.</summary>
    internal ReadOnlySpan<bool> Allowed => _allowed;

    /// <summary>Whether nothing but the end of the text may come next.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Moves on by a token that is allowed and does not end the text.</summary>
    /// <exception cref="UserErrorException">The grammar can now be read in too many ways to be followed.</exception>
    internal void Accept(int token)
    {
        if ((uint)token >= (uint)_allowed.Length || !_allowed[token] || _vocabulary.EndsText(token))
        {
            throw new ArgumentException($"the grammar does not go on with token {token}", nameof(token));
        }

        _progress.Accept(_vocabulary.Piece(token));
        _grammar.Accept(token);
        Refresh();
    }

    public void Dispose()
    {
        if (!_grammar.IsClosed)
        {
            _grammar.Dispose();
            LiveHandles.Closed(nameof(GrammarState));
        }
    }

    private static void CheckTokens(Grammar grammar, ModelVocabulary vocabulary)
    {
        var tokens = grammar.Rules.SelectMany(rule => rule.Alternates).SelectMany(alternate => alternate).OfType<GrammarElement.Token>();
        foreach (var written in tokens.Select(token => token.Written).Distinct())
        {
            var isThere = written.StartsWith("<[", StringComparison.Ordinal)
                ? int.TryParse(written.AsSpan(2, written.Length - 4), out var number) && number < vocabulary.Size
                : vocabulary.Encode(written, marks: false).Length == 1;
            if (!isThere)
            {
                throw new UserErrorException($"the grammar cannot be read: {written} is no token of this model; write tokens that the model has");
            }
        }
    }

    private void Refresh()
    {
        for (var token = 0; token < _candidates.Length; token++)
        {
            _candidates[token] = new LLamaTokenData { ID = token };
        }

        using (LLamaTokenDataArrayNative.Create(new LLamaTokenDataArray(_candidates), out var array))
        {
            _grammar.Apply(ref array);
        }

        IsComplete = true;
        foreach (var candidate in _candidates)
        {
            // The text of a control token may suit the grammar, but the token does not mean its text.
            var token = (int)candidate.ID;
            var ends = _vocabulary.EndsText(token);
            _allowed[token] = float.IsFinite(candidate.Logit) && (ends || !_vocabulary.IsControl(token));
            IsComplete &= ends || !_allowed[token];
        }
    }
}
