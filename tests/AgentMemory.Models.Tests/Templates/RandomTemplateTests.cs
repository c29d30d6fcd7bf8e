using System.Globalization;
using System.Text.Json;
using AgentMemory.Inference.Templates;
using AgentMemory.Testing.Templates;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>Templates whose right text is known by how they were made. AGENTMEMORY_TEMPLATES says how many.</summary>
public sealed class RandomTemplateTests
{
    private const int TemplatesUsual = 150;

    [Fact]
    public void A_template_made_at_random_gives_the_text_that_it_was_made_for()
    {
        using var variables = JsonDocument.Parse(TemplateGenerator.Variables);
        var count = int.Parse(Environment.GetEnvironmentVariable("AGENTMEMORY_TEMPLATES") ?? $"{TemplatesUsual}", CultureInfo.InvariantCulture);
        for (var seed = 1; seed <= count; seed++)
        {
            var (source, text) = TemplateGenerator.Make((ulong)seed);
            Assert.Equal(text, new JinjaTemplate(source).Render(variables.RootElement, DateTimeOffset.UnixEpoch));
        }
    }
}
