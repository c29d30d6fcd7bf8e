using AgentMemory.Core.Episodes;
using AgentMemory.Core.Grammars;
using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

public sealed class AnswerGrammarTests
{
    private const int Exercises = 60;

    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_grammar_of_an_answer_is_sound_behind_the_frame_that_players_put_around_it(string family)
    {
        var written = 0;
        foreach (var field in new[] { family, $"{family}?concepts=64&seed=5" }.Select(FieldCatalogue.Resolve))
        {
            for (ulong seed = 1; seed <= Exercises; seed++)
            {
                if (field.Practice(seed).View.Reply is ReplyForm.Written { Grammar: { } grammar })
                {
                    Grammar.Parse($"root ::= \" \" reply \"\\n\"\n{grammar}");
                    written++;
                }
            }
        }

        Assert.True(written > 0 || family is "kinship" or "law", $"{family} has no grammar");
    }
}
