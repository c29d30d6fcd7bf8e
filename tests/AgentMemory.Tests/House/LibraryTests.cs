using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>Libraries return records; text for people, JSON of commands and the console are the Cli's.</summary>
public sealed partial class LibraryTests
{
    private const string Cli = "AgentMemory.Cli";

    /// <summary>Where libraries read and write JSON: formats of files and protocols of their own, or the verdict that Verdicts is there for.</summary>
    private static readonly Dictionary<string, string> Json = new(StringComparer.Ordinal)
    {
        ["AgentMemory.Agents"] = "functions, tool calls and messages between programs",
        ["AgentMemory.Claims/Results"] = "result.json of a claim",
        ["AgentMemory.Core/Learners"] = "the spelling of names, and an artifact's owner.json",
        ["AgentMemory.Core/Ledger"] = "the spelling of names in the ledger",
        ["AgentMemory.Core/Play"] = "episodes in experience.jsonl",
        ["AgentMemory.Core/Episodes"] = "steps in lessons.jsonl",
        ["AgentMemory.Core/Tasks/ITask.cs"] = "documents in lessons.jsonl",
        ["AgentMemory.Experiments/Exams"] = "what an exam in another process answers",
        ["AgentMemory.Experiments/Ledger"] = "columns of the ledger",
        ["AgentMemory.Fields/Tasks/ExamGrader.cs"] = "answers.jsonl",
        ["AgentMemory.Fields/Questions"] = "files of questions",
        ["AgentMemory.Inference/Catalogue"] = "models.json",
        ["AgentMemory.Inference/Templates"] = "tools as chat templates are given them",
        ["AgentMemory.Learners"] = "files of artifacts",
        ["AgentMemory.Memory"] = "columns of the store, exports",
        ["AgentMemory.Pretraining"] = "the plan in a model's metadata",
        ["AgentMemory.Training/Adapters"] = "PEFT folders",
        ["AgentMemory.Training/Lessons"] = "lessons.jsonl",
        ["AgentMemory.Training/OptimizerSettings.cs"] = "the spelling of names in plans",
        ["AgentMemory.Verdicts/Curves"] = "curves.json",
        ["AgentMemory.Verdicts/Judgement"] = "verdict.json",
        ["AgentMemory.Verdicts/Report"] = "the report's own figures",
    };

    /// <summary>Texts in columns that are no table for people: boards, which are what players are shown.</summary>
    private static readonly string[] Boards =
    [
        "AgentMemory.Games/Families/Hunters/HunterGame.cs", "AgentMemory.Games/Families/Lines/LineGame.cs", "AgentMemory.Games/Families/Tiles/TileGame.cs",
    ];

    [Fact]
    public void No_library_knows_the_console() => Assert.Empty(Libraries().Where(file => Terminal().IsMatch(file.Code)).Select(file => file.Name));

    [Fact]
    public void A_librarys_JSON_is_a_format_of_its_own()
    {
        var writing = Libraries().Where(file => JsonWord().IsMatch(file.Code)).Select(file => file.Name).ToList();
        Assert.DoesNotContain(writing, file => !Json.Keys.Any(place => IsIn(place, file)));
        Assert.DoesNotContain(Json.Keys, place => !writing.Any(file => IsIn(place, file)));
    }

    /// <summary>A record that can print itself is text for people in a library; a field's textbook is a text.</summary>
    [Fact]
    public void No_record_of_a_library_prints_itself() => Assert.Equal(
        ["AgentMemory.Fields/Knowledge/Textbook.cs"], Libraries().Where(file => Printing().IsMatch(file.Code)).Select(file => file.Name));

    [Fact]
    public void No_library_sets_text_in_columns() =>
        Assert.Equal(Boards, Libraries().Where(file => Column().IsMatch(file.Code)).Select(file => file.Name).Order(StringComparer.Ordinal));

    /// <summary>A folder of a library is named by what it holds, and commands are the Cli's.</summary>
    [Fact]
    public void No_library_has_a_folder_of_commands() =>
        Assert.DoesNotContain(Libraries(), file => file.Name.Split('/').Contains("Commands"));

    [Fact]
    public void The_rules_find_what_they_forbid()
    {
        Assert.Matches(Terminal(), "Console.Out.WriteLine(text)");
        Assert.Matches(Printing(), "public string ToJson() => \"\";");
        Assert.Matches(Printing(), "public static string ShowAsText(Field field)");
        Assert.Matches(Column(), "$\"{row.Name,-12} {row.Value,8:F2}\"");
        Assert.DoesNotMatch(Column(), "$\"{count:#,0} of {of:0.##}, {{1,2}}\"");
    }

    private static bool IsIn(string place, string file) => file == place || file.StartsWith(place + "/", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Code)> Libraries()
    {
        var root = RepositoryFiles.Path("src");
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), Path: path))
            .Where(file => !IsIn(Cli, file.Name))
            .Select(file => (file.Name, Comment().Replace(File.ReadAllText(file.Path), "")));
    }

    [GeneratedRegex(@"\b(Console|AnsiConsole)\b")]
    private static partial Regex Terminal();

    [GeneratedRegex(@"\bSystem\.Text\.Json\b|\bUtf8JsonWriter\b")]
    private static partial Regex JsonWord();

    [GeneratedRegex(@"\bstring \w*(To|As)(Text|Json|Markdown|Html)\(")]
    private static partial Regex Printing();

    // An alignment in an interpolated text.
    [GeneratedRegex("""\$"[^"\n]*(?<!\{)\{[^{}"\n]*[^{}"\n:#],-?\d+(:[^{}"\n]*)?\}""")]
    private static partial Regex Column();

    [GeneratedRegex(@"^\s*///?[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
