using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using AgentMemory.Testing.Grammars;

namespace AgentMemory.Tests.Core.Grammars;

public sealed class GrammarWriterTests
{
    private const int TextMax = 200_000;

    [Fact]
    public void The_plainest_form_is_ascii_without_counts()
    {
        var plain = Grammar.Parse("root ::= \"é\" [^a-c\\n]{1,2} (<[7]> | !<b>)? .\n").ToString();
        Assert.Contains("root ::= [\\u00E9] [^\\u0061-\\u0063\\u000A] rule-", plain, StringComparison.Ordinal);
        Assert.Contains("<[7]> | !<b>", plain, StringComparison.Ordinal);
        Assert.All(plain, character => Assert.InRange(character, '\n', '~'));
        Assert.DoesNotContain('{', plain);
        Assert.DoesNotContain('?', plain);
    }

    /// <summary>Whatever is read has a plainest form that says the same, and is its own.</summary>
    [Fact]
    public void The_plainest_form_reads_as_the_same_grammar()
    {
        var read = 0;
        for (var seed = 1UL; seed <= 2_000; seed++)
        {
            // Counts written out can be longer than a text may be that a person writes.
            if (Parsed(GrammarMutator.Make(seed)) is { } grammar && grammar.ToString() is { Length: < TextMax } plain)
            {
                read++;
                Assert.Equal(Shape(grammar), Shape(Grammar.Parse(plain)));
            }
        }

        Assert.True(read > 100, $"{read} read");
    }

    // What stands where, whatever the rules are called and wherever they were written.
    private static string Shape(Grammar grammar)
    {
        var numbers = new Dictionary<int, int> { [grammar.Root] = 0 };
        var waiting = new Queue<int>([grammar.Root]);
        var lines = new List<string>();
        while (waiting.TryDequeue(out var rule))
        {
            lines.Add(string.Join(" | ", grammar.Rules[rule].Alternates.Select(alternate => string.Join(' ', alternate.Select(Text)))));
        }

        return string.Join('\n', lines);

        string Text(GrammarElement element)
        {
            if (element is GrammarElement.Rule other)
            {
                if (numbers.TryAdd(other.Number, numbers.Count))
                {
                    waiting.Enqueue(other.Number);
                }

                return $"rule {numbers[other.Number]}";
            }

            return element switch
            {
                GrammarElement.Characters { Ranges: var ranges, Negated: var negated } => $"{negated} {string.Join(',', ranges)}",
                GrammarElement.Token { Written: var written, Negated: var negated } => $"{negated} {written}",
                _ => "any",
            };
        }
    }

    private static Grammar? Parsed(string gbnf)
    {
        try
        {
            return Grammar.Parse(gbnf);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}
