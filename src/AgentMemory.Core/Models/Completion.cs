namespace AgentMemory.Core.Models;

/// <summary>One prompt to be continued.</summary>
public sealed record CompletionRequest
{
    public required string Prompt { get; init; }

    public required CompletionForm Form { get; init; }

    /// <summary>0 takes the likeliest token (the lowest number among equals); otherwise softmax at this temperature.</summary>
    public required double Temperature { get; init; }

    /// <summary>Rules this request's draws alone, whatever shares the batch.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>What a continuation may be. Closed: one of the nested records.</summary>
public abstract record CompletionForm
{
    private CompletionForm()
    {
    }

    /// <summary>
    /// Exactly one of these texts, chosen token by token among the tokens that still lead to one of them. The model's
    /// likelihood of the whole text is what counts; no text may be the beginning of another.
    /// </summary>
    public sealed record OneOf(IReadOnlyList<string> Texts) : CompletionForm;

    /// <summary>Text that matches a GBNF grammar with the rule "root".</summary>
    public sealed record Grammar(string Gbnf, int TokensMax) : CompletionForm;

    /// <summary>Any text, up to the first of the stops, which is not part of the answer.</summary>
    public sealed record Free(int TokensMax, IReadOnlyList<string> Stops) : CompletionForm;
}

/// <summary>Why a continuation ended.</summary>
public enum StopReason
{
    /// <summary>The form was complete: a listed text, a finished grammar, a stop text.</summary>
    Complete,

    /// <summary>The model ended its text.</summary>
    EndOfText,

    /// <summary>The limit of tokens was reached.</summary>
    TokenLimit,
}

/// <summary>A continuation and what it took.</summary>
public sealed record Completion
{
    public required string Text { get; init; }

    public required StopReason Stop { get; init; }

    /// <summary>Prompt tokens that were evaluated for this request; a part shared in the batch counts for its first user.</summary>
    public required int TokensRead { get; init; }

    /// <summary>Tokens of the reply.</summary>
    public required int TokensWritten { get; init; }

    /// <summary>Tokens in the context when the reply was complete; prices attention.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Natural log, summed over the reply's tokens, under the model's own distribution: no temperature, no mask.</summary>
    public required double LogProbability { get; init; }
}

/// <summary>What a model expects along a continuation.</summary>
public sealed record Foresight
{
    /// <summary>The continuation's tokens, as if it had been written behind its prompt in one text.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>For each of them the probabilities [vocabulary] of what could stand there, summing to 1.</summary>
    public required IReadOnlyList<float[]> Distributions { get; init; }

    /// <summary>Tokens that were evaluated for it.</summary>
    public required int TokensRead { get; init; }

    /// <summary>Tokens of prompt and continuation; prices attention.</summary>
    public required int ContextTokens { get; init; }
}

/// <summary>A continuation whose probability is asked for.</summary>
public sealed record ScoreRequest(string Prompt, string Continuation);

/// <summary>How likely a continuation is, and what it took to find out.</summary>
/// <param name="LogProbability">Natural log, summed over the continuation's tokens; 0 for a continuation of no tokens.</param>
/// <param name="TokensRead">Tokens evaluated for it; a part shared in the batch counts for its first user.</param>
/// <param name="ContextTokens">Tokens of prompt and continuation; prices attention.</param>
public readonly record struct ScoredContinuation(double LogProbability, int TokensRead, int ContextTokens);
