using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>A folder is a part of its project that can be read by itself: no two see each other, and none is too large.</summary>
public sealed partial class FolderTests
{
    private const int FilesMax = 25;

    /// <summary>Projects without circles; the others follow.</summary>
    public static TheoryData<string> Projects => ["Games", "Fields"];

    /// <summary>Folders with one folder for each family.</summary>
    public static TheoryData<string> FamilyFolders => ["Games/Families", "Fields/Families"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_of_a_project_see_each_other(string project)
    {
        var sees = Sees(project);
        var circles = sees.SelectMany(from => from.Value.Where(to => sees.GetValueOrDefault(to.Key)?.ContainsKey(from.Key) == true)
            .Select(to => $"{from.Key} sees {to.Key} ({to.Value})"));
        Assert.Empty(circles);
    }

    [Theory]
    [MemberData(nameof(FamilyFolders))]
    public void No_family_sees_another(string folder)
    {
        var under = RepositoryFiles.Path("src", $"AgentMemory.{folder}");
        var project = folder.Split('/')[0];
        Assert.All(Sees(project, butMembers: true).Where(from => from.Key.StartsWith(under, StringComparison.Ordinal)), from => Assert.DoesNotContain(
            from.Value, to => to.Key.StartsWith(under, StringComparison.Ordinal)));
        Assert.True(Directory.EnumerateDirectories(under).Count() >= 8);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_has_more_than_25_files(string project) => Assert.All(
        Sources(project).GroupBy(Path.GetDirectoryName), folder => Assert.InRange(folder.Count(), 1, FilesMax));

    /// <summary>Folder by folder, what it sees with the file and the word: by the names of types, wherever they occur but in comments and texts.</summary>
    /// <param name="project">Whose folders.</param>
    /// <param name="butMembers">A name that the folder gives to a member of its own is none of a type elsewhere.</param>
    private static Dictionary<string, Dictionary<string, string>> Sees(string project, bool butMembers = false)
    {
        var texts = Sources(project).ToDictionary(file => file, file => NoCode().Replace(File.ReadAllText(file), " "));
        var homes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (file, text) in texts)
        {
            foreach (var type in Declaration().Matches(text).Select(match => match.Groups["name"].Value))
            {
                (homes.TryGetValue(type, out var known) ? known : homes[type] = []).Add(Path.GetDirectoryName(file)!);
            }
        }

        var members = texts.GroupBy(text => Path.GetDirectoryName(text.Key)!)
            .ToDictionary(folder => folder.Key, folder => folder.SelectMany(text => Member().Matches(text.Value)).Select(m => m.Groups["name"].Value).ToHashSet());
        var sees = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (file, text) in texts)
        {
            var own = Path.GetDirectoryName(file)!;
            foreach (var word in Word().Matches(text).Select(match => match.Value).Distinct().Where(w => homes.ContainsKey(w) && !(butMembers && members[own].Contains(w))))
            {
                foreach (var home in homes[word].Where(home => home != own && !homes[word].Contains(own)))
                {
                    (sees.TryGetValue(own, out var seen) ? seen : sees[own] = []).TryAdd(home, $"{Path.GetFileName(file)}: {word}");
                }
            }
        }

        return sees;
    }

    private static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(RepositoryFiles.Path("src", $"AgentMemory.{project}"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex("""
        "{3}[\s\S]*?"{3}|"(?:\\.|[^"\\\n])*"|//[^\n]*
        """)]
    private static partial Regex NoCode();

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|readonly|partial|ref)\s+)*(?:record\s+struct|record\s+class|record|class|struct|interface|enum"
        + @"|delegate\s+[^\s(]+(?:<[^>]*>)?\??)\s+(?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>A method, a property, a parameter or a part of a tuple: a type, and then the name.</summary>
    [GeneratedRegex(@"[\w>\]?)]\s+(?<name>[A-Z]\w*)\s*[(,)={;]")]
    private static partial Regex Member();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
