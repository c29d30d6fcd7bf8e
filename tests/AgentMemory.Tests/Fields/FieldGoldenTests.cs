using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>One textbook and one exam per family, word for word: a change of wording or of a law has to be looked
/// at.</summary>
public sealed class FieldGoldenTests
{
    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Textbook_and_exam_are_as_recorded(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=8&seed=1");
        Same($"{family}.textbook", field.Textbook.ToMarkdown());
        Same($"{family}.exam", field.Paper(20, 1).ToText(withAnswers: true));
    }

    // AGENTMEMORY_RECORD=1 writes the files anew, beside the source.
    private static void Same(string name, string text)
    {
        var file = Path.Combine(Folder(), $"{name}.golden.txt");
        if (Environment.GetEnvironmentVariable("AGENTMEMORY_RECORD") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{file} is not there; run with AGENTMEMORY_RECORD=1 and read what it wrote");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    private static string Folder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "AgentMemory.sln")))
        {
            at = at.Parent;
        }

        Assert.NotNull(at);
        return Path.Combine(at.FullName, "tests", "AgentMemory.Tests", "Fields", "Golden");
    }
}
