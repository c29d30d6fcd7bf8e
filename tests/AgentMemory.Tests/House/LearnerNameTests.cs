using System.Text.RegularExpressions;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>Comparisons and verdicts know no learner by its id: the catalogue says which learner is what, and names are handed in.</summary>
public sealed partial class LearnerNameTests
{
    /// <summary>Ids that are words with another meaning too, and where they have it.</summary>
    private static readonly (string Id, string File, string Meaning)[] OtherMeanings =
    [
        ("memory", "AgentMemory.Verdicts/Curves/PathName.cs", "a path"),
        ("context", "AgentMemory.Experiments/Probes/ContextGain.cs", "a probe"),
        ("notes", "AgentMemory.Experiments/Probes/NotesGain.cs", "a probe"),
        ("other-world", "AgentMemory.Experiments/Trials/Schedule.cs", "a stream of chance"),
    ];

    /// <summary>Learners that are another one's code in other settings.</summary>
    private static readonly Dictionary<string, string> Variants = new(StringComparer.Ordinal)
    {
        ["told+reasons"] = "told",
        ["online"] = "lora",
        ["sleep-notes"] = "sleep",
        ["scrambled"] = "shuffled",
    };

    [Theory]
    [InlineData("AgentMemory.Experiments")]
    [InlineData("AgentMemory.Verdicts")]
    public void No_learner_is_named(string project)
    {
        var ids = LearnerCatalogue.All.Select(learner => learner.Id).ToHashSet(StringComparer.Ordinal);
        var found = Files(project).SelectMany(file => Texts(File.ReadAllText(RepositoryFiles.Path("src", file))).Where(ids.Contains).Distinct()
            .Select(id => (Id: id, File: file)));
        var allowed = OtherMeanings.Where(other => other.File.StartsWith(project + "/", StringComparison.Ordinal)).Select(other => (other.Id, other.File));
        Assert.Equal(allowed.Order(), found.Order());
    }

    [Fact]
    public void Each_control_is_one_learner_of_the_catalogue()
    {
        var controls = ControlNames.Of(LearnerCatalogue.All);
        Assert.Equal(("frozen", "retry", "told"), (controls.NoLearning, controls.BestOfAttempts, controls.Evidence.ToldAll));
        Assert.Equal(["ideal", "scribe"], controls.Evidence.ExactReaders.Order(StringComparer.Ordinal));
        Assert.All(LearnerCatalogue.All.Where(learner => learner.Control != ControlRole.None), learner => Assert.Equal(LearnerPath.Reference, learner.Path));
    }

    [Fact]
    public void A_learner_lies_in_the_folder_of_its_id() => Assert.All(LearnerCatalogue.All, learner => Assert.Single(
        new[] { "Memory", "Weights", "Combined", "Reference" },
        path => Directory.Exists(RepositoryFiles.Path("src", "AgentMemory.Learners", path, FolderOf(learner.Id)))));

    [Fact]
    public void The_search_for_texts_passes_over_comments_and_parts_of_words() => Assert.Equal(
        ["a \\\" b", "frozen", "http://x"],
        Texts("""
            /// <summary>The learner "notes".</summary>
            var text = "a \" b"; // not "rag"
            var quote = '"'; var id = "frozen"; var address = "http://x";
            """));

    private static string FolderOf(string id) =>
        string.Concat(Variants.GetValueOrDefault(id, id).Split('-', '+').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static IEnumerable<string> Files(string project)
    {
        var root = RepositoryFiles.Path("src");
        return Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'));
    }

    private static IEnumerable<string> Texts(string source) =>
        Token().Matches(source).Where(token => token.Groups[1].Success).Select(token => token.Groups[1].Value);

    // A comment, a raw text, a character or a text; the last alone is kept.
    [GeneratedRegex("//[^\\n]*|\"\"\"[\\s\\S]*?\"\"\"|'(?:\\\\.|[^'\\\\\\n])'|\"((?:\\\\.|[^\"\\\\\\n])*)\"")]
    private static partial Regex Token();
}
