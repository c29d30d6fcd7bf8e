using AgentMemory.Experiments.Probes;

namespace AgentMemory.Tests.Probes;

public sealed class GrammarPatternTests
{
    private const string Lines = "root ::= (\"- \" line \"\\n\"){1,2}\nline ::= [^ \\n\\r] [^\\n\\r]{0,7}";

    private const string Edits = """
        root ::= "# " line "\n" (edit "\n"){1,3}
        edit ::= "- " line | "~ " item " " line | "x " item
        item ::= "1" | "2"
        line ::= [^ \n\r] [^\n\r]{0,59}
        """;

    [Theory]
    [InlineData("- a\n", true)]
    [InlineData("- a\n- b c\n", true)]
    [InlineData("- a\n- b\n- c\n", false)]
    [InlineData("-  a\n", false)]
    [InlineData("- a", false)]
    [InlineData("", false)]
    [InlineData("- 123456789\n", false)]
    public void A_whole_text_matches_where_the_grammar_would_have_let_it_through(string text, bool matches) =>
        Assert.Equal(matches, GrammarPattern.Of(Lines, "root").Matches(text));

    [Theory]
    [InlineData("", true)]
    [InlineData("-", true)]
    [InlineData("- a", true)]
    [InlineData("- a\n", true)]
    [InlineData("- a\n- ", true)]
    [InlineData("- a\n- b\n-", false)]
    [InlineData("a", false)]
    [InlineData("- a\nb", false)]
    public void A_beginning_is_one_that_some_text_of_the_grammar_goes_on_from(string text, bool begins) =>
        Assert.Equal(begins, GrammarPattern.Of(Lines, "root").Begins(text));

    [Theory]
    [InlineData("# why\n", true)]
    [InlineData("# why\n~ 2 so\n", true)]
    [InlineData("# why\n~ 3 so\n", false)]
    [InlineData("- a\n", false)]
    [InlineData("# why\nx 1\nx 2\n", true)]
    public void Edits_of_numbered_notes_are_understood(string text, bool begins) =>
        Assert.Equal(begins, GrammarPattern.Of(Edits, "root").Begins(text));

    [Theory]
    [InlineData("reply ::= \"none\" | word (\", \" word){0,2}\nword ::= \"dako\" | \"bafi\"", "dako, bafi", "dako bafi")]
    [InlineData("reply ::= \"-\"? [0-9] ([0-9]){0,11}", "-12", "--1")]
    [InlineData("reply ::= [a-z]+ (\"-\" [a-z]+){0,3}", "ab-c", "ab-")]
    [InlineData("reply ::= [a-z] [a-z -]{0,3}", "a b-", "a b-cd")]
    public void Grammars_of_answers_are_understood(string grammar, string good, string bad)
    {
        var pattern = GrammarPattern.Of(grammar, "reply");
        Assert.True(pattern.Matches(good));
        Assert.False(pattern.Matches(bad));
    }

    [Theory]
    [InlineData("reply ::= \"(\" reply \")\" | \"x\"", "recursive")]
    [InlineData("reply ::= word", "missing")]
    [InlineData("reply ::= \"open", "not understood")]
    public void A_grammar_that_cannot_be_a_pattern_is_refused(string grammar, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => GrammarPattern.Of(grammar, "reply")).Message, StringComparison.Ordinal);
}
