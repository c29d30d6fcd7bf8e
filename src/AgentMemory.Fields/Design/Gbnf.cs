namespace AgentMemory.Fields.Design;

/// <summary>Grammars of short answers; each has the rule "reply".</summary>
internal static class Gbnf
{
    /// <summary>A whole number of up to twelve digits.</summary>
    public const string Whole = "reply ::= [0-9] ([0-9]){0,11}";

    /// <summary>A whole number that may be negative.</summary>
    public const string Integer = "reply ::= \"-\"? [0-9] ([0-9]){0,11}";

    /// <summary>A fraction.</summary>
    public const string Fraction = "reply ::= [0-9] ([0-9]){0,11} \"/\" [1-9] ([0-9]){0,11}";

    /// <summary>One of the words.</summary>
    public static string OneOf(IEnumerable<string> words) => $"reply ::= {Alternatives(words)}";

    /// <summary>Words parted by spaces, 1 to <paramref name="max"/> of them.</summary>
    public static string Sequence(IEnumerable<string> words, int max) =>
        $"reply ::= word (\" \" word){{0,{max - 1}}}\nword ::= {Alternatives(words)}";

    /// <summary>Words parted by commas, or "none".</summary>
    public static string SetOf(IEnumerable<string> words, int max) =>
        $"reply ::= \"none\" | word (\", \" word){{0,{max - 1}}}\nword ::= {Alternatives(words)}";

    /// <summary>Amounts parted by commas: "4 dako, 2 bafi".</summary>
    public static string Amounts(IEnumerable<string> words, int max) =>
        $"reply ::= amount (\", \" amount){{0,{max - 1}}}\namount ::= [1-9] ([0-9]){{0,8}} \" \" word\n"
        + $"word ::= {Alternatives(words)}";

    /// <summary>Words as alternatives, quoted.</summary>
    public static string Alternatives(IEnumerable<string> words) =>
        string.Join(" | ", words.Select(word => $"\"{word}\""));
}
