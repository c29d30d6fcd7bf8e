namespace AgentMemory.Core.Models;

/// <summary>What something took. Costs add up; the size of what is kept does not and stands apart.</summary>
public sealed record Cost
{
    /// <summary>Prompt tokens evaluated.</summary>
    public long TokensRead { get; init; }

    /// <summary>Tokens generated.</summary>
    public long TokensWritten { get; init; }

    /// <summary>Tokens that went through a forward and backward pass.</summary>
    public long TokensTrained { get; init; }

    /// <summary>Estimated floating-point operations of all of it.</summary>
    public double Flops { get; init; }

    /// <summary>Wall-clock seconds. The only figure here that differs between two runs of one plan.</summary>
    public double Seconds { get; init; }

    public static Cost None { get; } = new();

    public static Cost operator +(Cost left, Cost right) => new()
    {
        TokensRead = left.TokensRead + right.TokensRead,
        TokensWritten = left.TokensWritten + right.TokensWritten,
        TokensTrained = left.TokensTrained + right.TokensTrained,
        Flops = left.Flops + right.Flops,
        Seconds = left.Seconds + right.Seconds,
    };

    /// <summary>The share of one in so many.</summary>
    public Cost Per(double count) => new()
    {
        TokensRead = (long)Math.Round(TokensRead / count),
        TokensWritten = (long)Math.Round(TokensWritten / count),
        TokensTrained = (long)Math.Round(TokensTrained / count),
        Flops = Flops / count,
        Seconds = Seconds / count,
    };

    /// <summary>What completions took, without their seconds.</summary>
    public static Cost Of(ModelCard card, IEnumerable<Completion> completions) => completions.Aggregate(None, (cost, completion) =>
        cost + Of(card, completion.TokensRead, completion.TokensWritten, completion.ContextTokens));

    /// <summary>What scoring continuations took, without their seconds.</summary>
    public static Cost Of(ModelCard card, IEnumerable<ScoredContinuation> continuations) => continuations.Aggregate(None, (cost, scored) =>
        cost + Of(card, scored.TokensRead, 0, scored.ContextTokens));

    private static Cost Of(ModelCard card, int read, int written, int context) => new()
    {
        TokensRead = read,
        TokensWritten = written,
        // Evaluated tokens are at the end of the context, so half their own length lies before their mean.
        Flops = card.ForwardFlops(read + written, Math.Max(0, context - ((read + written) / 2.0))),
    };
}
