using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>Text that a GBNF grammar allows. llama.cpp keeps the grammar's state; tokens are drawn here.</summary>
internal sealed unsafe class GrammarReply : Reply
{
    private readonly Tokenizer _tokenizer;
    private readonly LlamaSamplerHandle _grammar;
    private readonly int _tokensMax;
    private readonly double _temperature;
    private readonly Rng _rng;
    private readonly PieceReader _pieces = new();
    private readonly LlamaTokenData[] _candidates;
    private readonly float[] _allowed;

    /// <exception cref="UserErrorException">The grammar cannot be read.</exception>
    internal GrammarReply(
        LlamaModelHandle model, Tokenizer tokenizer, CompletionForm.Grammar form, double temperature, Rng rng)
    {
        (_tokenizer, _tokensMax, _temperature, _rng) = (tokenizer, form.TokensMax, temperature, rng);
        _candidates = new LlamaTokenData[tokenizer.Size];
        _allowed = new float[tokenizer.Size];
        // An empty text would be a grammar that allows everything.
        _grammar = (string.IsNullOrWhiteSpace(form.Gbnf) ? null : LlamaSamplerHandle.Grammar(model, form.Gbnf, "root"))
            ?? throw new UserErrorException(
                $"the grammar cannot be read: {NativeLog.LastWords()}; write GBNF with a rule named root");
    }

    internal override string Text => _pieces.Text;

    public override void Dispose() => _grammar.Dispose();

    private protected override void Continue(ReadOnlySpan<float> logits)
    {
        Mask(logits);
        var token = Distribution.Choose(_allowed, _temperature, _rng);
        if (float.IsNegativeInfinity(_allowed[token]))
        {
            throw new UserErrorException(
                $"the grammar allows no token of this model's vocabulary behind \"{Text}\"; write it with other "
                    + "characters");
        }

        Tokens.Add(token);
        if (_tokenizer.EndsText(token))
        {
            Stop = StopReason.Complete;
            return;
        }

        Llama.llama_sampler_accept(_grammar.Pointer, token);
        _pieces.Add(_tokenizer.Piece(token));
        if (AllowsOnlyTheEnd())
        {
            Stop = StopReason.Complete;
        }
        else if (Tokens.Count == _tokensMax)
        {
            Stop = StopReason.TokenLimit;
        }
    }

    private bool AllowsOnlyTheEnd()
    {
        Mask(default);
        for (var token = 0; token < _allowed.Length; token++)
        {
            if (!float.IsNegativeInfinity(_allowed[token]) && !_tokenizer.EndsText(token))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Fills <see cref="_allowed"/> with the logits (zeros without any) of the tokens that the grammar allows.
    /// </summary>
    private void Mask(ReadOnlySpan<float> logits)
    {
        for (var token = 0; token < _candidates.Length; token++)
        {
            _candidates[token] = new LlamaTokenData { Id = token, Logit = logits.IsEmpty ? 0 : logits[token] };
        }

        fixed (LlamaTokenData* data = _candidates)
        {
            var array = new LlamaTokenDataArray { Data = data, Size = (nuint)_candidates.Length, Selected = -1 };
            Llama.llama_sampler_apply(_grammar.Pointer, &array);
        }

        foreach (var candidate in _candidates)
        {
            // The text of a control token may suit the grammar, but the token does not mean its text.
            var means = _tokenizer.EndsText(candidate.Id) || !_tokenizer.IsControl(candidate.Id);
            _allowed[candidate.Id] = means ? candidate.Logit : float.NegativeInfinity;
        }
    }
}
