namespace AgentMemory.Core.Grammars;

/// <summary>
/// A GBNF grammar that was read and found sound: every rule is there, none begins with itself, and it is small enough to be
/// followed. What is refused here would end llama.cpp's process, fill its memory, or never come back.
/// </summary>
public sealed class Grammar
{
    private const string RootName = "root";

    private Grammar(IReadOnlyList<GrammarRule> rules, int root) => (Rules, Root) = (rules, root);

    /// <summary>Named rules, and those that groups and repetitions were turned into.</summary>
    public IReadOnlyList<GrammarRule> Rules { get; }

    /// <summary>The place of the rule "root", which a whole text must match.</summary>
    public int Root { get; }

    /// <summary>The same grammar in the plainest GBNF, which every engine reads: ASCII, characters by number, no counts.</summary>
    public override string ToString() => GrammarWriter.Write(this);

    /// <summary>Reads a grammar.</summary>
    /// <param name="gbnf">Its text.</param>
    /// <param name="name">What errors call it: a file's name, or where it came from.</param>
    /// <exception cref="UserErrorException">It cannot be used; the message says what, with line and column, and the remedy.</exception>
    public static Grammar Parse(string gbnf, string name = "the grammar")
    {
        ArgumentNullException.ThrowIfNull(gbnf);
        var (text, table) = (new GrammarText(name, gbnf), new GrammarTable());
        new GrammarReader(text, table).Read();
        if (table.Count == 0)
        {
            throw new UserErrorException($"{name}: holds no rule; write {RootName} ::= ...");
        }

        var validation = new GrammarValidation(text, table);
        validation.RefuseUndefined();
        if (!table.TryFind(RootName, out var root))
        {
            throw new UserErrorException(
                $"{name}: has no rule named {RootName}, with which a text begins{NearestName.Hint(RootName, table.Defined)}; name one so");
        }

        validation.RefuseEndless();
        var grammar = new Grammar([.. table.Rules.Select(rule => rule!)], root);
        GrammarAmbiguity.Refuse(grammar, text);
        return grammar;
    }
}
