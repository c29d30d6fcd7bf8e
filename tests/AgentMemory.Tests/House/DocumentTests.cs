using System.Text.RegularExpressions;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>Documents are in plain English, lead where they say, and name what there is.</summary>
public sealed class DocumentTests
{
    /// <summary>Words that made earlier texts hard to read, and how often all documents together may use them, code left out.</summary>
    [Theory]
    [InlineData(@"\b(whose|whoever|somebody|nobody)\b", 20, "the noun: \"a learner that\", \"no player\"")]
    [InlineData(@"\bstands?\b", 20, "is, are")]
    [InlineData(@"\bbehind\b", 0, "after")]
    [InlineData(@"\bnats a\b", 0, "nats per token")]
    [InlineData(@"\bthousand million\b", 0, "billion")]
    public void Words_that_are_hard_to_read_are_rare(string pattern, int most, string instead)
    {
        var found = Documentation.Plain.SelectMany(document => Documentation.Prose(document)
            .SelectMany((line, at) => Regex.Matches(line, pattern, RegexOptions.IgnoreCase).Select(word => $"{document}:{at + 1}: {word.Value}"))).ToList();
        Assert.True(found.Count <= most, $"{found.Count} of {most} allowed; write {instead}:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var wrong = new List<string>();
        foreach (var document in Documentation.All)
        {
            foreach (var (line, target) in Documentation.Links(document).Where(link => !link.Target.Contains("://", StringComparison.Ordinal)))
            {
                var parts = target.Split('#', 2);
                var path = parts[0].Length == 0 ? document : Path.GetRelativePath(
                    RepositoryFiles.Root, Path.GetFullPath(Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(document)!, parts[0])));
                var full = RepositoryFiles.Path(path);
                var isThere = parts.Length == 1 ? File.Exists(full) || Directory.Exists(full) : File.Exists(full) && Documentation.Headings(path).Contains(parts[1]);
                if (!isThere)
                {
                    wrong.Add($"{document}:{line}: {target}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Pages on additions name files that the reader makes; decisions and the changelog name what is gone.</summary>
    [Fact]
    public void Files_that_documents_name_exist()
    {
        var wrong = Documentation.All
            .Where(document => !document.Contains("/add-a-", StringComparison.Ordinal) && !document.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .Where(document => document != "CHANGELOG.md")
            .SelectMany(document => Regex.Matches(File.ReadAllText(RepositoryFiles.Path(document)), @"`((?:docs|eval|src|tests|samples|models|bench)/[\w./-]+)`")
                .Select(name => name.Groups[1].Value)
                .Where(name => !File.Exists(RepositoryFiles.Path(name)) && !Directory.Exists(RepositoryFiles.Path(name)))
                .Select(name => $"{document}: {name}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_learner_has_its_line_on_the_page_of_learners()
    {
        var page = File.ReadAllLines(RepositoryFiles.Path("docs", "learners.md"));
        Assert.All(LearnerCatalogue.All, learner => Assert.Single(page, line => line.StartsWith($"| {learner.Id} |", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_page_has_ninety_lines_at_most() =>
        Assert.InRange(File.ReadLines(RepositoryFiles.Path("README.md")).Count(), 1, 90);

    [Fact]
    public void Every_decision_has_a_line_in_the_list_a_status_a_context_and_options()
    {
        var list = File.ReadAllText(RepositoryFiles.Path("docs", "decisions", "README.md"));
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.Path("docs", "decisions"), "0*.md"))
        {
            var text = File.ReadAllText(file);
            Assert.Contains($"]({Path.GetFileName(file)})", list, StringComparison.Ordinal);
            Assert.Contains("| status | date |", text, StringComparison.Ordinal);
            Assert.All(new[] { "## Context", "## Decision", "## Options considered" }, heading => Assert.Contains(heading, text, StringComparison.Ordinal));
        }
    }
}
