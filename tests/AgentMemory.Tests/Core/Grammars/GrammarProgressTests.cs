using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using AgentMemory.Testing;
using AgentMemory.Testing.Grammars;

namespace AgentMemory.Tests.Core.Grammars;

/// <summary>A text is stopped before its readings multiply, and no other text is.</summary>
public sealed class GrammarProgressTests
{
    // The letter that most readings allow leads away from the trap, so that reading the grammar does not find it.
    private const string Trap = "root ::= \"a\" \"b\" | \"a\" \"c\" | \"é\" ([a-z]? [a-z]?){500}";

    [Fact]
    public void A_text_that_comes_where_readings_multiply_is_stopped_there_in_one_line()
    {
        var progress = new GrammarProgress(Grammar.Parse(Trap));
        var letter = Encoding.UTF8.GetBytes("é");
        progress.Accept(letter.AsSpan(0, 1));
        var error = Assert.Throws<UserErrorException>(() => progress.Accept(letter.AsSpan(1)));
        Assert.StartsWith("the grammar can be read in more ways at once than the 20000 that are followed after \"é\"; ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        new GrammarProgress(Grammar.Parse(Trap)).Accept("ab"u8);
    }

    [Fact]
    public void What_was_found_to_multiply_when_it_was_read_is_stopped_at_the_beginning()
    {
        // Named tokens are the engine's to follow, so nothing is stopped there.
        new GrammarProgress(Grammar.Parse("root ::= <[3]> | \"x\"")).Accept("anything"u8);
        new GrammarProgress(Grammar.Parse("root ::= \"x\"")).Accept("not allowed"u8);
    }

    [Fact]
    public void Texts_of_sound_grammars_go_through_byte_by_byte()
    {
        var rng = new Rng(4);
        foreach (var gbnf in SoundGrammars.All.Where(gbnf => !gbnf.Contains("| .", StringComparison.Ordinal)))
        {
            var texts = new GrammarMatch(gbnf);
            for (var i = 0; i < 20; i++)
            {
                var progress = new GrammarProgress(Grammar.Parse(gbnf));
                foreach (var part in Encoding.UTF8.GetBytes(texts.Draw(rng)))
                {
                    progress.Accept([part]);
                }
            }
        }
    }
}
