using System.Text.Json;
using AgentMemory.Inference.Templates;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>Single features of the language, with what Python's Jinja 3.1.6 gives: Shapes/features.json.</summary>
public sealed class FeatureTests
{
    [Fact]
    public void A_feature_gives_what_Python_gives()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(
            RepositoryFiles.Path("tests", "AgentMemory.Models.Tests", "Templates", "Shapes", "features.json")));
        var features = file.RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.NotEmpty(features);
        foreach (var feature in features)
        {
            var source = feature.GetProperty("template").GetString()!;
            var text = new JinjaTemplate(source).Render(file.RootElement.GetProperty("variables"), DateTimeOffset.UnixEpoch);
            Assert.Equal((source, feature.GetProperty("text").GetString()), (source, text));
        }
    }

    [Theory]
    [InlineData("{% raw %}{{ x }}{% endraw %}", "raw")]
    [InlineData("{% with a = 1 %}{{ a }}{% endwith %}", "with")]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("{{ x | nothing }}", "nothing")]
    [InlineData("{{ {1: 2} }}", "keys must be strings")]
    [InlineData("{{ x.y }}", "undefined")]
    [InlineData("{{ 'a' + 1 }}", "unsupported operand types")]
    [InlineData("{% for a in range(3) %}", "ends inside")]
    public void What_is_not_supported_is_an_error_in_words(string source, string words)
    {
        using var variables = JsonDocument.Parse("{}");
        var error = Assert.Throws<TemplateException>(() => new JinjaTemplate(source).Render(variables.RootElement, DateTimeOffset.UnixEpoch));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
