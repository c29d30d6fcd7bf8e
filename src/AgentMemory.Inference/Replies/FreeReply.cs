using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference.Text;

namespace AgentMemory.Inference.Replies;

/// <summary>Any text, up to a stop, the model's own end, or a number of tokens.</summary>
internal sealed class FreeReply : ReplyDecoder
{
    private readonly Tokenizer _tokenizer;
    private readonly CompletionForm.Free _form;
    private readonly byte[][] _stops;
    private readonly double _temperature;
    private readonly Rng _rng;
    private readonly PieceReader _pieces = new();
    private int? _stoppedAt;

    internal FreeReply(Tokenizer tokenizer, CompletionForm.Free form, double temperature, Rng rng)
    {
        (_tokenizer, _form, _temperature, _rng) = (tokenizer, form, temperature, rng);
        _stops = [.. form.Stops.Select(Encoding.UTF8.GetBytes)];
    }

    internal override string Text => _pieces.TextBefore(_stoppedAt ?? _pieces.Length);

    internal override string TakeCertain() =>
        _pieces.TakeBefore(_stoppedAt ?? (Stop is null ? _pieces.BegunStop(_stops) : _pieces.Length));

    private protected override void Continue(ReadOnlySpan<float> logits)
    {
        var token = Distribution.Choose(logits, _temperature, _rng);
        Tokens.Add(token);
        if (_tokenizer.EndsText(token))
        {
            Stop = StopReason.EndOfText;
            return;
        }

        var isControl = _tokenizer.IsControl(token);
        if (isControl && Array.Exists(_stops, stop => _tokenizer.Piece(token).SequenceEqual(stop)))
        {
            // It writes nothing, so that it is found as a token alone: the mark that ends a thought is one in some vocabularies.
            _stoppedAt = _pieces.Length;
            Stop = StopReason.Complete;
            return;
        }

        var piece = isControl ? [] : _tokenizer.Piece(token);
        _pieces.Add(piece);
        if (_pieces.FindStop(_stops, piece.Length) is >= 0 and var end)
        {
            _stoppedAt = end;
            Stop = StopReason.Complete;
        }
        else if (Tokens.Count == _form.TokensMax)
        {
            Stop = StopReason.TokenLimit;
        }
    }
}
