namespace AgentMemory.Core.Grammars;

/// <summary>One step of an alternate. Closed: one of the nested records.</summary>
public abstract record GrammarElement
{
    private GrammarElement(int at) => At = at;

    /// <summary>Where it is written: the number of UTF-16 units before it.</summary>
    public int At { get; }

    /// <summary>llama.cpp's own elements that it stands for: what a copy of it costs there.</summary>
    internal virtual int Weight => 1;

    /// <summary>One character out of these ranges, or out of all others.</summary>
    /// <param name="Ranges">First and last code point of each, both included.</param>
    /// <param name="Negated">Any character but these.</param>
    public sealed record Characters(int At, IReadOnlyList<(int First, int Last)> Ranges, bool Negated) : GrammarElement(At)
    {
        internal override int Weight => Ranges.Sum(range => range.First == range.Last ? 1 : 2);
    }

    /// <summary>Any character.</summary>
    public sealed record Any(int At) : GrammarElement(At);

    /// <summary>One token of the model, whatever its text.</summary>
    /// <param name="Written">As it is written: <c>&lt;[12]&gt;</c> by number, or <c>&lt;name&gt;</c> by text.</param>
    /// <param name="Negated">Any token but this.</param>
    public sealed record Token(int At, string Written, bool Negated) : GrammarElement(At);

    /// <summary>What another rule allows.</summary>
    /// <param name="Number">The rule's place in <see cref="Grammar.Rules"/>.</param>
    public sealed record Rule(int At, int Number) : GrammarElement(At);
}
