using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>
/// A folder is a namespace, and no two folders of a project see each other, neither directly nor through others. A file sees a folder
/// by its using, which the compiler holds to what is needed, or, where the folder contains its own, by the name of a type there.
/// </summary>
public sealed partial class FolderTests
{
    private const int FilesMax = 25;

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(RepositoryFiles.Path("src"), "AgentMemory.*").Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_is_a_folder(string project) => Assert.Empty(
        SourceFile.Of(project).Where(file => file.Namespace is { } named && named != file.Folder).Select(file => $"{file.Path}: {file.Namespace}"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_holds_more_files_than_a_reader_keeps_in_mind(string project) => Assert.Empty(
        SourceFile.Of(project).GroupBy(file => file.Folder).Where(folder => folder.Count() > FilesMax).Select(folder => $"{folder.Key}: {folder.Count()}"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_form_no_circle(string project) => Assert.Empty(Circles(Sight(SourceFile.Of(project))));

    /// <summary>Folders with one folder for each family or learner: to add one is to add a folder, which no other knows.</summary>
    [Theory]
    [InlineData("AgentMemory.Games", "AgentMemory.Games.Families", 8)]
    [InlineData("AgentMemory.Fields", "AgentMemory.Fields.Families", 8)]
    public void No_family_sees_another(string project, string under, int least)
    {
        var families = Sight(SourceFile.Of(project)).Where(folder => folder.Key.StartsWith(under + ".", StringComparison.Ordinal)).ToList();
        Assert.True(families.Count >= least);
        Assert.All(families, family => Assert.DoesNotContain(family.Value, seen => seen.StartsWith(under + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_paths_of_memory_and_weights_never_see_each_other()
    {
        var sight = Sight(SourceFile.Of("AgentMemory.Learners"));
        foreach (var (own, other) in new[] { ("Memory", "Weights"), ("Weights", "Memory") })
        {
            Assert.All(
                sight.Where(folder => folder.Key.StartsWith($"AgentMemory.Learners.{own}", StringComparison.Ordinal)),
                folder => Assert.DoesNotContain(folder.Value, seen => seen.StartsWith($"AgentMemory.Learners.{other}", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_search_for_circles_finds_them()
    {
        var sight = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal)
        {
            ["A"] = ["B"],
            ["B"] = ["C"],
            ["C"] = ["A", "D"],
            ["D"] = [],
        };
        Assert.Equal(["A -> B -> C -> A"], Circles(sight));
        sight["C"] = ["D"];
        Assert.Empty(Circles(sight));
    }

    // Which folders of its project each folder sees.
    private static Dictionary<string, SortedSet<string>> Sight(IReadOnlyList<SourceFile> files)
    {
        var types = files.GroupBy(file => file.Folder).ToDictionary(
            folder => folder.Key, folder => folder.SelectMany(file => file.Types).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var sight = types.Keys.ToDictionary(folder => folder, _ => new SortedSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var file in files)
        {
            sight[file.Folder].UnionWith(file.Usings.Where(types.ContainsKey));
            var own = types[file.Folder];
            sight[file.Folder].UnionWith(types.Keys.Where(
                parent => file.Folder.StartsWith(parent + ".", StringComparison.Ordinal) && file.Words.Any(word => types[parent].Contains(word) && !own.Contains(word))));
            sight[file.Folder].Remove(file.Folder);
        }

        return sight;
    }

    private static List<string> Circles(Dictionary<string, SortedSet<string>> sight)
    {
        var found = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var way = new List<string>();
        void Walk(string folder)
        {
            if (way.IndexOf(folder) is >= 0 and var start)
            {
                found.Add(string.Join(" -> ", way.Skip(start).Append(folder)));
                return;
            }

            if (!done.Add(folder))
            {
                return;
            }

            way.Add(folder);
            sight[folder].ToList().ForEach(Walk);
            way.RemoveAt(way.Count - 1);
        }

        sight.Keys.Order(StringComparer.Ordinal).ToList().ForEach(Walk);
        return found;
    }

    /// <summary>What a source file says of itself: where it lies, what it declares at its top, and what it uses.</summary>
    private sealed partial record SourceFile(
        string Path, string Folder, string? Namespace, IReadOnlyList<string> Usings, IReadOnlyList<string> Types, IReadOnlySet<string> Words)
    {
        public static IReadOnlyList<SourceFile> Of(string project)
        {
            var root = RepositoryFiles.Path("src");
            return [.. Directory.EnumerateFiles(System.IO.Path.Combine(root, project), "*.cs", SearchOption.AllDirectories).Select(path => Read(root, path))];
        }

        private static SourceFile Read(string root, string path)
        {
            var text = File.ReadAllText(path);
            var name = System.IO.Path.GetRelativePath(root, path);
            var code = Text().Replace(Comment().Replace(text, ""), "\"\"");
            return new SourceFile(
                name,
                System.IO.Path.GetDirectoryName(name)!.Replace(System.IO.Path.DirectorySeparatorChar, '.'),
                NamespaceLine().Match(text) is { Success: true } match ? match.Groups[1].Value : null,
                [.. UsingLine().Matches(text).Select(line => line.Groups[1].Value)],
                [.. Declaration().Matches(code).Select(line => line.Groups[1].Value)],
                Word().Matches(code).Select(word => word.Value).ToHashSet(StringComparer.Ordinal));
        }

        [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
        private static partial Regex NamespaceLine();

        [GeneratedRegex(@"^using (?:static |\w+ = )?(AgentMemory[\w.]*);", RegexOptions.Multiline)]
        private static partial Regex UsingLine();

        [GeneratedRegex(@"^(?:\w+ )*(?:record struct|record|class|struct|interface|enum) ([A-Z]\w*)", RegexOptions.Multiline)]
        private static partial Regex Declaration();

        // Not a member of something else: a property may have a type's name.
        [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
        private static partial Regex Word();

        [GeneratedRegex(@"//[^\n]*")]
        private static partial Regex Comment();

        [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"")]
        private static partial Regex Text();
    }
}
