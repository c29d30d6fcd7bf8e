using System.Text.Json;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Lists, reference pages and completions of tasks are made from what the families declare.</summary>
public sealed class ReferencePageTests
{
    [Theory]
    [InlineData("games")]
    [InlineData("fields")]
    public void The_reference_page_is_what_the_list_prints(string kind)
    {
        var printed = CommandRun.Of(kind, "list", "--markdown");
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        var file = RepositoryFiles.Path("docs", "reference", $"{kind}.md");
        if (Environment.GetEnvironmentVariable("AGENTMEMORY_RECORD") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, printed.Output);
        }

        Assert.True(File.Exists(file), $"{file} is not there; AGENTMEMORY_RECORD=1 writes it");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), printed.Output.TrimEnd('\n'));
    }

    [Theory]
    [InlineData("games", "heaps", "piles", "1", "a whole number from 1 to 4")]
    [InlineData("fields", "law", "twin", "none", "one of none, scrambled, varied")]
    public void The_json_list_has_every_parameter_with_default_range_and_meaning(string kind, string family, string parameter, string otherwise, string range)
    {
        using var document = JsonDocument.Parse(CommandRun.Of(kind, "list", "--json").Output);
        Assert.Equal($"agentmemory.{kind}/1", document.RootElement.GetProperty("schema").GetString());
        var families = document.RootElement.GetProperty("families").EnumerateArray().ToList();
        Assert.All(families, f => Assert.NotEqual("", f.GetProperty("summary").GetString()));
        var parameters = families.Single(f => f.GetProperty("name").GetString() == family).GetProperty("parameters").EnumerateArray();
        var found = parameters.Single(p => p.GetProperty("name").GetString() == parameter);
        Assert.Equal((otherwise, range), (found.GetProperty("default").GetString(), found.GetProperty("range").GetString()));
        Assert.NotEqual("", found.GetProperty("meaning").GetString());
    }

    [Theory]
    [InlineData("games show hea", "heaps")]
    [InlineData("games show heaps?hid", "heaps?hidden=")]
    [InlineData("games solve heaps?piles=2&hidden=", "heaps?piles=2&hidden=takes")]
    [InlineData("fields show law?twin=s", "law?twin=scrambled")]
    [InlineData("fields show questions?file=mine.jsonl&spl", "questions?file=mine.jsonl&split=")]
    public void A_shell_is_offered_families_parameters_and_values(string line, string offered)
    {
        var run = CommandRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(offered, run.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("games show heaps --varied --scrambled", "are two twins; ask for one")]
    [InlineData("games show heaps?varied=true", "varied=true is an old spelling; write twin=varied")]
    [InlineData("compare --task heaps?scrambled=true --dry-run", "scrambled=true is an old spelling; write twin=scrambled")]
    public void Twins_are_asked_for_one_at_a_time_and_by_their_one_name(string line, string why)
    {
        var run = CommandRun.Of(line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(why, run.ErrorLine, StringComparison.Ordinal);
    }
}
