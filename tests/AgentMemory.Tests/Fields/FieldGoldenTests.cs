using AgentMemory.Cli.Texts;
using AgentMemory.Fields;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Fields;

/// <summary>One textbook and one exam per family, word for word: a change of wording or of a law has to be looked at.</summary>
public sealed class FieldGoldenTests
{
    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Textbook_and_exam_are_as_recorded(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=8&seed=1");
        Same($"{family}.textbook", field.Textbook.ToMarkdown());
        Same($"{family}.exam", FieldText.Exam(field.Paper(20, 1), withAnswers: true));
    }

    private static void Same(string name, string text) =>
        GoldenFile.Same(text, "tests", "AgentMemory.Tests", "Fields", "Golden", $"{name}.golden.txt");
}
