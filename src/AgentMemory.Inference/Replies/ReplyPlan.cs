using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference.Cache;
using AgentMemory.Inference.Loading;
using AgentMemory.Inference.Text;

namespace AgentMemory.Inference.Replies;

/// <summary>A request made ready: the tokens to evaluate first, and the reply that grows behind them.</summary>
internal sealed class ReplyPlan : IDisposable
{
    private ReplyPlan(int[] prompt, ReplyDecoder reply, int room)
    {
        Reply = reply;
        Sequence = new SequenceRequest { Tokens = prompt, OutputsFrom = prompt.Length - 1, Room = room };
    }

    internal ReplyDecoder Reply { get; }

    internal SequenceRequest Sequence { get; }

    public void Dispose() => Reply.Dispose();

    /// <exception cref="ArgumentException">The request contradicts itself, or does not fit the window.</exception>
    /// <exception cref="UserErrorException">The grammar or the texts do not suit the model's vocabulary.</exception>
    internal static ReplyPlan Make(CompletionRequest request, ModelWeights weights, int windowTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Temperature);
        var prompt = weights.Tokenizer.EncodePrompt(request.Prompt);
        var rng = new Rng(request.Seed);
        var plan = request.Form switch
        {
            CompletionForm.OneOf form => ForOneOf(request, form, prompt, weights.Tokenizer, rng),
            CompletionForm.Free form => ForFree(request, form, prompt, weights.Tokenizer, rng),
            CompletionForm.Grammar form => new ReplyPlan(
                prompt,
                new GrammarReply(weights.Model, weights.Tokenizer, Positive(form), request.Temperature, rng),
                form.TokensMax),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var tokens = plan.Sequence.Tokens.Length;
        if (tokens == 0 || tokens + plan.Sequence.Room > windowTokens)
        {
            plan.Dispose();
            throw new ArgumentException(tokens == 0
                ? "the prompt is empty and the model has no token that begins a text"
                : $"the prompt has {tokens} tokens and its reply up to {plan.Sequence.Room}; the context window holds "
                    + $"{windowTokens}");
        }

        return plan;
    }

    private static CompletionForm.Grammar Positive(CompletionForm.Grammar form)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(form.TokensMax);
        return form;
    }

    private static ReplyPlan ForFree(
        CompletionRequest request, CompletionForm.Free form, int[] prompt, Tokenizer tokenizer, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(form.TokensMax);
        if (form.Stops.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("a stop is an empty text", nameof(request));
        }

        return new ReplyPlan(prompt, new FreeReply(tokenizer, form, request.Temperature, rng), form.TokensMax);
    }

    /// <summary>
    /// The texts are tokenised behind the prompt. A tokenizer may join the prompt's last characters with a text's
    /// first, so the common prompt can be shorter than the prompt alone.
    /// </summary>
    private static ReplyPlan ForOneOf(
        CompletionRequest request, CompletionForm.OneOf form, int[] prompt, Tokenizer tokenizer, Rng rng)
    {
        CheckTexts(form.Texts);
        var whole = tokenizer.EncodeBehind(request.Prompt, prompt, form.Texts);
        var starts = whole.Select(tokens => tokens.AsSpan().CommonPrefixLength(prompt)).ToArray();
        var root = starts.Min();
        var tails = whole.Select(tokens => tokens[root..]).ToArray();
        for (var i = 0; i < tails.Length; i++)
        {
            starts[i] -= root;
            var isPrefix = Enumerable.Range(0, tails.Length)
                .Any(j => j != i && tails[j].AsSpan().StartsWith(tails[i]));
            if (isPrefix || tails[i].Length == starts[i])
            {
                throw new UserErrorException(
                    $"this model's vocabulary cannot tell the reply '{form.Texts[i].Trim()}' from another one; "
                    + "take another model or other words");
            }
        }

        return new ReplyPlan(
            prompt[..root],
            new OneOfReply(form.Texts, tails, starts, request.Temperature, rng),
            tails.Max(tail => tail.Length));
    }

    private static void CheckTexts(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0 || texts.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("a reply is to be one of no texts, or of an empty one", nameof(texts));
        }

        var sorted = texts.Order(StringComparer.Ordinal).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].StartsWith(sorted[i - 1], StringComparison.Ordinal))
            {
                throw new ArgumentException($"the reply '{sorted[i - 1]}' begins the reply "
                    + $"'{sorted[i]}'", nameof(texts));
            }
        }
    }
}
