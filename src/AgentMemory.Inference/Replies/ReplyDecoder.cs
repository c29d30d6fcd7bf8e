using System.Runtime.InteropServices;
using AgentMemory.Core.Models;

namespace AgentMemory.Inference.Replies;

/// <summary>
/// A reply being written. Each distribution behind its tokens is offered to it, the prompt's last one first; it scores
/// the tokens it has and chooses further ones, and says which of them must be evaluated next.
/// </summary>
internal abstract class ReplyDecoder : IDisposable
{
    private readonly List<double> _logProbabilities = [];
    private int _handedOut;
    private bool _isTaken;

    /// <summary>The reply's tokens as far as they are known.</summary>
    protected List<int> Tokens { get; } = [];

    /// <summary>Null while the reply goes on.</summary>
    internal StopReason? Stop { get; private protected set; }

    /// <summary>Natural log over the model's own distribution: no temperature, no mask.</summary>
    internal double LogProbability => _logProbabilities.Skip(TokensOfPrompt).Sum();

    /// <summary>Whether nothing more has to be evaluated.</summary>
    internal bool IsOver => Stop is not null && _logProbabilities.Count == Tokens.Count;

    /// <summary>Tokens of the reply.</summary>
    internal int TokensWritten => Tokens.Count - TokensOfPrompt;

    /// <summary>Tokens behind those that were evaluated first.</summary>
    internal int TokensInAll => Tokens.Count;

    internal abstract string Text { get; }

    /// <summary>What of the text became certain since the last call; all that was taken, once the reply is over, is the text.</summary>
    internal virtual string TakeCertain()
    {
        if (Stop is null || _isTaken)
        {
            return "";
        }

        _isTaken = true;
        return Text;
    }

    /// <summary>How many of the first tokens still belong to the prompt.</summary>
    private protected virtual int TokensOfPrompt => 0;

    public virtual void Dispose()
    {
    }

    /// <summary>The distribution behind the last token that was evaluated.</summary>
    internal void Offer(ReadOnlySpan<float> logits)
    {
        var total = Distribution.LogSumExp(logits);
        if (_logProbabilities.Count == Tokens.Count)
        {
            Continue(logits);
        }

        _logProbabilities.Add(logits[Tokens[_logProbabilities.Count]] - total);
    }

    /// <summary>
    /// The tokens whose distributions are wanted next; the next offers are theirs. A finished reply's last token is not
    /// among them, since nothing comes behind it.
    /// </summary>
    internal ReadOnlySpan<int> TakePending()
    {
        var end = Stop is null ? Tokens.Count : Tokens.Count - 1;
        var pending = CollectionsMarshal.AsSpan(Tokens)[_handedOut..Math.Max(_handedOut, end)];
        _handedOut += pending.Length;
        return pending;
    }

    /// <summary>Chooses at least one further token and decides whether the reply ends with it.</summary>
    private protected abstract void Continue(ReadOnlySpan<float> logits);
}
