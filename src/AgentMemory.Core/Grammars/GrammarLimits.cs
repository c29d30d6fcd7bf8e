namespace AgentMemory.Core.Grammars;

/// <summary>How large a grammar may be. The first two are llama.cpp's own; the others keep it alive.</summary>
internal static class GrammarLimits
{
    /// <summary>The most that a count in braces may say.</summary>
    public const int CountMax = 2_000;

    /// <summary>Counts of groups inside one another, times the rules that a group is made of.</summary>
    public const int RepeatedRulesMax = 2_000;

    /// <summary>Letters of a grammar's text.</summary>
    public const int LettersMax = 200_000;

    /// <summary>Elements after counts have been written out: llama.cpp copies what is repeated.</summary>
    public const long ElementsMax = 1_000_000;

    /// <summary>Groups inside one another: they are read by recursion.</summary>
    public const int DepthMax = 100;

    /// <summary>Rules that begin one with the next: llama.cpp follows them by recursion.</summary>
    public const int ChainMax = 4_000;

    /// <summary>Ways in which a rule may begin: llama.cpp keeps each as a stack of its own and compares it with all others.</summary>
    public const long BeginningsMax = 50_000;

    /// <summary>Readings of one beginning of a text that may be open at once, for the same reason.</summary>
    public const int ReadingsMax = 5_000;

    /// <summary>Ways through the letters of one token: llama.cpp follows each of them, once for every letter, before it refuses the token.</summary>
    public const int WaysMax = 20_000;
}
