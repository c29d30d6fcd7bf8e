using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Text;

namespace AgentMemory.Inference.Replies;

/// <summary>Text that a GBNF grammar allows.</summary>
internal sealed class GrammarReply : ReplyDecoder
{
    private readonly Tokenizer _tokenizer;
    private readonly GrammarState _grammar;
    private readonly int _tokensMax;
    private readonly double _temperature;
    private readonly Rng _rng;
    private readonly PieceReader _pieces = new();
    private readonly float[] _masked;

    /// <exception cref="UserErrorException">The grammar is damaged, or names a token that the model does not have.</exception>
    internal GrammarReply(
        LoadedModel model, Tokenizer tokenizer, CompletionForm.Grammar form, double temperature, Rng rng)
    {
        (_tokenizer, _tokensMax, _temperature, _rng) = (tokenizer, form.TokensMax, temperature, rng);
        _masked = new float[tokenizer.Size];
        _grammar = new GrammarState(model, tokenizer.Vocabulary, form.Gbnf);
    }

    internal override string Text => _pieces.Text;

    internal override string TakeCertain() => _pieces.TakeBefore(_pieces.Length);

    public override void Dispose() => _grammar.Dispose();

    private protected override void Continue(ReadOnlySpan<float> logits)
    {
        var allowed = _grammar.Allowed;
        for (var token = 0; token < _masked.Length; token++)
        {
            _masked[token] = allowed[token] ? logits[token] : float.NegativeInfinity;
        }

        var chosen = Distribution.Choose(_masked, _temperature, _rng);
        if (!allowed[chosen])
        {
            throw new UserErrorException(
                $"the grammar allows no token of this model's vocabulary behind \"{Text}\"; write it with other "
                    + "characters");
        }

        Tokens.Add(chosen);
        if (_tokenizer.EndsText(chosen))
        {
            Stop = StopReason.Complete;
            return;
        }

        _pieces.Add(_tokenizer.Piece(chosen));
        _grammar.Accept(chosen);
        if (_grammar.IsComplete)
        {
            Stop = StopReason.Complete;
        }
        else if (Tokens.Count == _tokensMax)
        {
            Stop = StopReason.TokenLimit;
        }
    }
}
