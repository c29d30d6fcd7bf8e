using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using AgentMemory.Testing.Grammars;

namespace AgentMemory.Tests.Core.Grammars;

public sealed class GrammarTests
{
    private const int MutationsUsual = 600;

    public static TheoryData<string> Sound => [.. SoundGrammars.All];

    [Theory]
    [MemberData(nameof(Sound))]
    public void A_sound_grammar_is_read(string gbnf) => Assert.Equal("root", Named(Grammar.Parse(gbnf)));

    [Theory]
    [InlineData("root ::= \"a\"{0}")]
    [InlineData("root ::= \"a\"{0,0} \"b\"")]
    [InlineData("root ::= \"a\"{2000}")]
    [InlineData("root ::= \"a\"{0,2000}")]
    [InlineData("root ::= (\"a\" \"b\"?){1000}")]
    [InlineData("root ::= (\"a\"?)*")]
    [InlineData("root ::= (\"a\"? \"b\"?)+")]
    [InlineData("root ::= \"a\"{3,}")]
    [InlineData("root ::= \"a\"{3}{4}")]
    [InlineData("root ::= [] \"a\"")]
    [InlineData("root ::= [a-] [-a] [--a] [\\[\\]\\-\\\\^]")]
    [InlineData("root ::= | \"a\"")]
    [InlineData("root ::= \"\"")]
    [InlineData("root ::= (\"a\" |) \"b\"")]
    [InlineData("root ::= <[12]> !<[3]> <word>")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"")]
    [InlineData("root ::= \"a\" # end")]
    [InlineData("\r\n# only\r\nroot ::=\r\n  \"a\" |\r\n  \"b\"\r\n")]
    [InlineData("root ::= \"a\nb\"")]
    [InlineData("root ::= x*\nx ::= \"(\" root \")\"")]
    [InlineData("root ::= \"a\" root | \"b\"")]
    [InlineData("root ::= \"x\" root")]
    [InlineData("root ::= ([a-z]? [a-z]?){8}")]
    [InlineData("root ::= [a-z]{0,40} [a-z]{0,40} [a-z]{0,40}")]
    [InlineData("root ::= (word space)*\nword ::= [a-z]+\nspace ::= \" \"*")]
    [InlineData("root ::= ([ab]{0,40}){0,2}")]
    public void What_looks_odd_and_is_sound_is_read(string gbnf) => Assert.Equal("root", Named(Grammar.Parse(gbnf)));

    [Theory]
    [InlineData("root ::= \"a\"{3,2}", 1, 13, "reversed")]
    [InlineData("root ::= \"a\"\n  \"b\"", 2, 3, "a rule's name is due")]
    [InlineData("root ::= (\n  \"a\"{3,2})", 2, 6, "reversed")]
    [InlineData("root ::= \"a\"{45}{45}", 1, 17, "multiply to 2025, and 2000 is the most")]
    [InlineData("root ::= \"a\"{2001}", 1, 14, "from 0 to 2000")]
    [InlineData("root ::= \"a\"{1,5000}", 1, 16, "from 0 to 2000")]
    [InlineData("root ::= \"a\"{99999999999999999999}", 1, 14, "from 0 to 2000")]
    [InlineData("root ::= (\"a\" (\"b\"){0,60}){0,60}", 1, 27, "multiply")]
    [InlineData("root ::= \"a\"{,3}", 1, 14, "a whole number is due")]
    [InlineData("root ::= \"a\"{3", 1, 15, "} is due")]
    [InlineData("root ::= *", 1, 10, "nothing before this to repeat")]
    [InlineData("root ::= \"\"*", 1, 12, "nothing before this to repeat")]
    [InlineData("root ::= \"a\" | nowhere", 1, 16, "no rule nowhere")]
    [InlineData("root ::= \"a\" | itme\nitem ::= \"b\"", 1, 16, "did you mean 'item'?")]
    [InlineData("root ::= root \"a\" | \"b\"", 1, 1, "begins with itself")]
    [InlineData("root ::= a\na ::= b \"x\" | \"y\"\nb ::= a | \"z\"", 2, 1, "begins with itself")]
    [InlineData("root ::= b root \"x\" | \"y\"\nb ::= c\nc ::= \"q\"?", 1, 1, "begins with itself")]
    [InlineData("root ::= (\"a\"? | )*", 1, 19, "can be empty")]
    [InlineData("root ::= (\"a\" | )+", 1, 18, "can be empty")]
    [InlineData("root ::= \"abc", 1, 10, "never ends")]
    [InlineData("root ::= [abc", 1, 10, "never ends")]
    [InlineData("root ::= (\"a\"", 1, 10, "never ends")]
    [InlineData("root ::= \"a\")", 1, 13, "goes on no rule")]
    [InlineData("root ::= [z-a]", 1, 11, "reversed")]
    [InlineData("root ::= \"\\q\"", 1, 11, "no escape")]
    [InlineData("root ::= \"\\x4\"", 1, 11, "2 hexadecimal digits")]
    [InlineData("root ::= \"\\u00e\"", 1, 11, "4 hexadecimal digits")]
    [InlineData("root ::= \"\\x00\"", 1, 11, "NUL")]
    [InlineData("root ::= [\\x00]", 1, 10, "NUL")]
    [InlineData("root ::= \"a\0\"", 1, 12, "NUL")]
    [InlineData("root ::= \"\\uD83D\"", 1, 11, "no character")]
    [InlineData("root ::= \"\\U00110000\"", 1, 11, "no character")]
    [InlineData("root ::= <tok", 1, 10, "never ends")]
    [InlineData("root ::= <[x]>", 1, 12, "a whole number is due")]
    [InlineData("root ::= !a", 1, 11, "< is due")]
    [InlineData("root = \"a\"", 1, 6, "::= is due")]
    [InlineData("my_rule ::= \"a\"", 1, 3, "::= is due")]
    [InlineData("é ::= \"a\"", 1, 1, "a rule's name is due")]
    [InlineData("# größe 😀\nroot ::= \"größe 😀\" ~", 2, 20, "goes on no rule")]
    [InlineData("root ::= x\nx ::= n x\nn ::= e\ne ::= ", 2, 1, "allows no text")]
    [InlineData("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"d\"", 1, 1, "ways at once")]
    [InlineData("root ::= ([a-z]? [a-z]?){500}", 1, 1, "the rule root can be read in more ways at once than the 20000 that are followed; lower a count")]
    [InlineData("root ::= ([a-z]? [a-z]?){20}", 1, 1, "ways at once")]
    [InlineData("root ::= \"x: \" many\nmany ::= ([a-z]? [a-z]?){60}", 1, 1, "the rule root can be read in more ways")]
    [InlineData("root ::= \"y\" | \"x\" many\nmany ::= ([^\\n]? [a-z]?){60}", 2, 1, "the rule many can be read in more ways")]
    [InlineData("root ::= ([a-z]{0,40}){0,40}", 1, 1, "ways at once")]
    public void What_no_engine_should_be_given_is_refused_with_its_place(string gbnf, int line, int column, string part)
    {
        var message = Assert.Throws<UserErrorException>(() => Grammar.Parse(gbnf, "x.gbnf")).Message;
        Assert.StartsWith($"x.gbnf, line {line}, column {column}: ", message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no rule")]
    [InlineData("# nothing\n", "holds no rule")]
    [InlineData("rooot ::= \"a\"", "no rule named root, with which a text begins; did you mean 'rooot'?")]
    [InlineData("answer ::= \"a\"", "no rule named root")]
    public void A_grammar_without_a_beginning_is_refused(string gbnf, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => Grammar.Parse(gbnf)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_grammar_that_would_take_all_memory_or_all_time_is_refused()
    {
        string[] large =
        [
            $"root ::= \"{new string('a', 10_000)}\"{{2000}}",
            "root ::= " + new string('(', 500) + "\"a\"" + new string(')', 500),
            "root ::= r0\n" + string.Concat(Enumerable.Range(0, 6_000).Select(i => $"r{i} ::= r{i + 1}\n")) + "r6000 ::= \"a\"",
            "root ::= r0\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"r{i} ::= r{i + 1} \"x\" | r{i + 1} \"y\"\n")) + "r40 ::= \"a\"",
            "root ::= " + new string('.', 200_000),
            "root ::= " + string.Join(" | ", Enumerable.Range(0, 12_000).Select(i => $"\"w{i}\"")),
        ];
        foreach (var gbnf in large)
        {
            Assert.Throws<UserErrorException>(() => Grammar.Parse(gbnf));
        }
    }

    [Fact]
    public void Counts_are_written_out_as_in_the_engine()
    {
        var grammar = Grammar.Parse("root ::= [ab]{2,4}");
        var root = Assert.Single(grammar.Rules[grammar.Root].Alternates);
        Assert.Equal(3, root.Count);
        var further = grammar.Rules[Assert.IsType<GrammarElement.Rule>(root[2]).Number];
        Assert.True(further.IsRepetition);
        Assert.Equal([2, 0], further.Alternates.Select(alternate => alternate.Count));
        var last = grammar.Rules[Assert.IsType<GrammarElement.Rule>(further.Alternates[0][1]).Number];
        Assert.Equal([1, 0], last.Alternates.Select(alternate => alternate.Count));
    }

    [Fact]
    public void A_damaged_grammar_is_read_or_refused_in_one_line()
    {
        var (read, refused) = (0, 0);
        var count = int.TryParse(Environment.GetEnvironmentVariable("AGENTMEMORY_MUTATIONS"), out var asked) ? asked : MutationsUsual;
        for (var seed = 1; seed <= count; seed++)
        {
            try
            {
                Grammar.Parse(GrammarMutator.Make((ulong)seed));
                read++;
            }
            catch (UserErrorException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }

        Assert.True(read > count / 20 && refused > count / 3, $"{read} read, {refused} refused");
    }

    private static string Named(Grammar grammar) => grammar.Rules[grammar.Root].Name;
}
