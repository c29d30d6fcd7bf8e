using System.Diagnostics.CodeAnalysis;

namespace AgentMemory.Core.Tasks;

/// <summary>Something that can be said of a task, or the reason why it cannot.</summary>
public sealed record Known<T>
    where T : notnull
{
    private Known(T? value, string? whyNot) => (Value, WhyNot) = (value, whyNot);

    /// <summary>What is known; the type's default where nothing is.</summary>
    public T? Value { get; }

    /// <summary>Why nothing is known, in a few words that follow "not available: "; null where something is.</summary>
    public string? WhyNot { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(WhyNot))]
    public bool IsKnown => WhyNot is null;

    /// <summary>This is known.</summary>
    public static implicit operator Known<T>(T value) => new(value, null);

    /// <summary>Nothing is known, for a reason.</summary>
    public static Known<T> Not(string why)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(why);
        return new Known<T>(default, why);
    }
}
