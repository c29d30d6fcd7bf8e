using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>The rules of the house, held over the repository's own files.</summary>
public sealed partial class HouseRulesTests
{
    /// <summary>Who may reference whom: arrows point at Core and never back.</summary>
    private static readonly Dictionary<string, string[]> References = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Gguf"] = ["Core"],
        ["Inference"] = ["Core", "Gguf"],
        ["Training"] = ["Core", "Gguf"],
        ["Games"] = ["Core"],
        ["Fields"] = ["Core"],
        ["Memory"] = ["Core"],
        ["Learners"] = ["Core", "Memory", "Training"],
        ["Pretraining"] = ["Core", "Gguf", "Training"],
        ["Verdicts"] = ["Core"],
        ["Experiments"] = ["Core", "Verdicts"],
        ["Agents"] = ["Core", "Memory"],
        ["Claims"] = ["Core", "Training", "Verdicts", "Experiments"],
        ["Cli"] =
        [
            "Core", "Gguf", "Inference", "Training", "Games", "Fields", "Memory", "Learners", "Pretraining", "Verdicts", "Experiments", "Agents",
            "Claims",
        ],
    };

    /// <summary>What may not stand in the sources, and what to write instead.</summary>
    private static readonly (string Pattern, string Instead)[] Bans =
    [
        (@"\bRandom\.Shared\b|new Random\(", "Rng, handed in"),
        (@"\bDateTime\.(Utc)?Now\b|\bDateTimeOffset\.(Utc)?Now\b|\bStopwatch\b", "TimeProvider, handed in"),
        (@"\bThread\.Sleep\b", "a wait for what is waited for"),
        (@"\bNotImplementedException\b", "the implementation"),
        (@"\bTODO\b|\bFIXME\b|\bHACK\b", "the work itself"),
        (@"\.Result\b\s*;|\.GetAwaiter\(\)\.GetResult\(\)", "await"),
        (@"catch\s*\{\s*\}", "the exception that is expected"),
    ];

    public static TheoryData<string> Projects => [.. References.Keys.Where(p => Directory.Exists(Folder(p)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_map_allows(string project)
    {
        var file = XDocument.Load(Path.Combine(Folder(project), $"AgentMemory.{project}.csproj"));
        var referenced = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value).Replace("AgentMemory.", "", StringComparison.Ordinal));
        Assert.Empty(referenced.Except(References[project]));
    }

    [Fact]
    public void Every_project_under_src_stands_in_the_map()
    {
        foreach (var folder in Directory.EnumerateDirectories(RepositoryFiles.Path("src"), "AgentMemory.*"))
        {
            Assert.Contains(Path.GetFileName(folder)["AgentMemory.".Length..], References.Keys);
        }
    }

    [Fact]
    public void One_episodes_way_to_the_report_is_twelve_files_of_three_projects_at_most()
    {
        var map = File.ReadAllText(RepositoryFiles.Path("src", "README.md"));
        var way = map[map.IndexOf("### One episode's way", StringComparison.Ordinal)..];
        string[] files = [.. Step().Matches(way[..way.IndexOf("## ", 4, StringComparison.Ordinal)]).Select(step => step.Groups[1].Value)];
        Assert.InRange(files.Length, 8, 12);
        Assert.InRange(files.Select(file => file.Split('/')[0]).Distinct().Count(), 1, 3);
        Assert.All(files, file => Assert.True(File.Exists(RepositoryFiles.Path("src", file)), file));
    }

    /// <summary>The packages whose names begin so.</summary>
    [Theory]
    [InlineData("Agents", "Microsoft.Extensions.AI", "Microsoft.SemanticKernel", "ModelContextProtocol")]
    [InlineData("Inference", "LLamaSharp", "Jint")]
    [InlineData("Training", "TorchSharp", "libtorch")]
    public void A_package_is_one_projects_own(string project, params string[] names)
    {
        var referencing = Directory.EnumerateFiles(RepositoryFiles.Path("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => XDocument.Load(file).Descendants("PackageReference")
                .Any(package => names.Any(name => package.Attribute("Include")!.Value.StartsWith(name, StringComparison.Ordinal))));
        Assert.Equal([$"AgentMemory.{project}"], referencing.Select(Path.GetFileNameWithoutExtension));
    }

    /// <summary>Nobody else knows the engines' types, though their assemblies lie beside.</summary>
    [Theory]
    [InlineData("Inference", "LLama", "Jint")]
    [InlineData("Training", "TorchSharp")]
    public void An_engines_types_are_named_by_one_project(string project, params string[] names)
    {
        var naming = Sources("src").Where(file => !file.Contains($"AgentMemory.{project}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => names.Any(name => Regex.IsMatch(File.ReadAllText(file), $@"\busing (static )?{Regex.Escape(name)}\b")));
        Assert.Empty(naming);
    }

    [Fact]
    public void There_is_no_unsafe_code_and_no_native_import()
    {
        Assert.DoesNotContain(Sources("src"), file => Unsafe().IsMatch(File.ReadAllText(file)));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(RepositoryFiles.Path("src"), "*.csproj", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("AllowUnsafeBlocks", StringComparison.Ordinal));
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        Assert.DoesNotContain(Sources("src"), f => File.ReadLines(f).Count() > 400);

    [Fact]
    public void No_source_line_is_longer_than_160_columns()
    {
        // 120 is the rule; a long word at the end may run over rather than break a line badly.
        var lines = Sources("src").SelectMany(f => File.ReadLines(f).Select((line, i) => (f, i, line.Length))).Where(l => l.Length > 160);
        Assert.Empty(lines.Select(l => $"{l.f}:{l.i + 1}"));
    }

    [Fact]
    public void Banned_words_do_not_stand_in_the_sources()
    {
        var found = new List<string>();
        foreach (var file in Sources("src"))
        {
            var text = File.ReadAllText(file);
            found.AddRange(Bans.Where(b => Regex.IsMatch(text, b.Pattern)).Select(b => $"{file}: {b.Pattern}: use {b.Instead}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void Every_package_has_its_line_in_the_decisions()
    {
        var decisions = File.ReadAllText(RepositoryFiles.Path("docs", "decisions", "0001-packages.md"));
        var packages = XDocument.Load(RepositoryFiles.Path("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => p.Attribute("Include")!.Value);
        Assert.DoesNotContain(packages, p => !decisions.Contains($"`{p}`", StringComparison.Ordinal));
    }

    [Fact]
    public void The_lock_file_carries_no_download_addresses() =>
        Assert.DoesNotContain("resolved", File.ReadAllText(RepositoryFiles.Path("package-lock.json")), StringComparison.Ordinal);

    private static string Folder(string project) => RepositoryFiles.Path("src", $"AgentMemory.{project}");

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"\[(LibraryImport|DllImport)|^\s*(\w+ )*unsafe [\w<>\[\]]+ |\bunsafe\s*\{", RegexOptions.Multiline)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"^\d+\. `(AgentMemory\.[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Step();
}
