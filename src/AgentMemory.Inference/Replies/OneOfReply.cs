using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Inference.Replies;

/// <summary>
/// One of some listed texts, chosen token by token: only tokens that still lead to one of the texts are allowed. Where
/// a single text is left its tokens follow all at once.
/// </summary>
internal sealed class OneOfReply : ReplyDecoder
{
    private readonly IReadOnlyList<string> _texts;
    private readonly int[][] _tails;
    private readonly int[] _starts;
    private readonly double _temperature;
    private readonly Rng _rng;
    private readonly List<int> _alive;

    /// <param name="texts">The allowed texts; none is the beginning of another.</param>
    /// <param name="tails">The tokens of each text behind what all prompts with their texts have in common.</param>
    /// <param name="starts">How many tokens of each tail still belong to the prompt.</param>
    /// <param name="temperature">Of the choice.</param>
    /// <param name="rng">Rules the choice.</param>
    internal OneOfReply(IReadOnlyList<string> texts, int[][] tails, int[] starts, double temperature, Rng rng)
    {
        (_texts, _tails, _starts, _temperature, _rng) = (texts, tails, starts, temperature, rng);
        _alive = [.. Enumerable.Range(0, tails.Length)];
    }

    internal override string Text => _texts[_alive[0]];

    private protected override int TokensOfPrompt => _starts[_alive[0]];

    private protected override void Continue(ReadOnlySpan<float> logits)
    {
        var depth = Tokens.Count;
        var allowed = _alive.Select(text => _tails[text][depth]).Distinct().Order().ToArray();
        var chosen = allowed[0];
        if (allowed.Length > 1)
        {
            var shares = new float[allowed.Length];
            for (var i = 0; i < allowed.Length; i++)
            {
                shares[i] = logits[allowed[i]];
            }

            chosen = allowed[Distribution.Choose(shares, _temperature, _rng)];
        }

        Append(chosen);
        while (Stop is null && NextIsForced(out var forced))
        {
            Append(forced);
        }
    }

    private void Append(int token)
    {
        var depth = Tokens.Count;
        _alive.RemoveAll(text => _tails[text][depth] != token);
        Tokens.Add(token);
        if (_alive.Count == 1 && _tails[_alive[0]].Length == Tokens.Count)
        {
            Stop = StopReason.Complete;
        }
    }

    private bool NextIsForced(out int token)
    {
        var depth = Tokens.Count;
        token = _tails[_alive[0]][depth];
        foreach (var text in _alive)
        {
            if (_tails[text][depth] != token)
            {
                return false;
            }
        }

        return true;
    }
}
