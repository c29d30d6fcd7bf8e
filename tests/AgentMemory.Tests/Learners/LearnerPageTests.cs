using System.Text.Json;
using AgentMemory.Cli.Listings;
using AgentMemory.Core.Learners;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Learners;

/// <summary>
/// What people and programs are told of learners is what the catalogue says. After a change of the catalogue or of a record of settings,
/// run this once with AGENTMEMORY_RECORD=1 and read what it wrote.
/// </summary>
public sealed class LearnerPageTests
{
    [Fact]
    public void The_reference_page_is_current()
    {
        var file = RepositoryFiles.Path("docs", "reference", "learners.md");
        var text = LearnerPage.Of(LearnerCatalogue.All);
        if (Environment.GetEnvironmentVariable("AGENTMEMORY_RECORD") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void The_page_points_at_nothing_that_is_not_there()
    {
        var text = LearnerPage.Of(LearnerCatalogue.All);
        var headings = text.Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal))
            .Select(line => line[4..].Replace("+", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var links = System.Text.RegularExpressions.Regex.Matches(text, @"\]\(#([^)]+)\)").Select(link => link.Groups[1].Value).ToList();
        Assert.True(links.Count > LearnerCatalogue.All.Count);
        Assert.All(links, link => Assert.Contains(link, headings));
    }

    [Fact]
    public void The_list_for_programs_has_every_setting_of_every_learner()
    {
        using var document = JsonDocument.Parse(LearnerListing.Json(LearnerCatalogue.All));
        Assert.Equal("agentmemory.learners/1", document.RootElement.GetProperty("schema").GetString());
        var learners = document.RootElement.GetProperty("learners").EnumerateArray().ToDictionary(each => each.GetProperty("id").GetString()!);
        foreach (var known in LearnerCatalogue.All)
        {
            var told = learners[known.Id];
            Assert.Equal((known.Summary, LearnerListing.PathOf(known)), (told.GetProperty("summary").GetString(), told.GetProperty("path").GetString()));
            Assert.Equal(
                SettingList.Of(known.Defaults).All.Select(setting => (setting.Path, setting.Form.Type, setting.TextIn(known.Defaults))),
                told.GetProperty("settings").EnumerateArray().Select(setting => (
                    setting.GetProperty("name").GetString()!, setting.GetProperty("type").GetString()!, Text(setting.GetProperty("default")))));
        }

        var rank = learners["lora"].GetProperty("settings").EnumerateArray().First(setting => setting.GetProperty("name").GetString() == "adapter.rank");
        Assert.Equal((1, 1024), (rank.GetProperty("range").GetProperty("least").GetInt32(), rank.GetProperty("range").GetProperty("most").GetInt32()));

        static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    [Fact]
    public void Ids_are_one_of_a_kind() =>
        Assert.Equal(LearnerCatalogue.All.Count, LearnerCatalogue.All.Select(learner => learner.Id).Distinct(StringComparer.Ordinal).Count());
}
