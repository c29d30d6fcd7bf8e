using System.Text.Json;
using AgentMemory.Core.Models;
using AgentMemory.Inference.Templates;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>
/// Templates in the shapes of the well-known families, in Shapes/, with what Python's Jinja 3.1.6 gives: a text, the template's refusal, or
/// an error of Python's own.
/// </summary>
public sealed class ShapeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 9, 5, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder(), "*.jinja").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Fact]
    public void There_are_a_dozen() => Assert.True(Names.Count >= 12);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_familys_template_is_rendered_as_Python_renders_it(string name)
    {
        var template = new JinjaTemplate(Source(name));
        using var conversations = JsonDocument.Parse(File.ReadAllText(Folder("conversations.json")));
        using var expected = JsonDocument.Parse(File.ReadAllText(Folder($"{name}.expected.json")));
        foreach (var right in expected.RootElement.EnumerateObject())
        {
            Assert.Equal(right.Value.GetRawText(), Outcome(template, conversations.RootElement.GetProperty(right.Name), right.Value));
        }
    }

    [Fact]
    public async Task Several_threads_render_at_once()
    {
        var template = new ChatTemplate(Source("hermes-tools"), "<s>", "</s>", new ChatTemplateSettings());
        var texts = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => template.Render(Asked($"number {i}")))));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"<|im_start|>user\nnumber {i}<|im_end|>\n<|im_start|>assistant\n"), texts);

        static TemplateRequest Asked(string what) => new() { Messages = [new TemplateMessage("user", what)], OpensAnswer = true };
    }

    internal static string Source(string name) => File.ReadAllText(Folder($"{name}.jinja"));

    // The same JSON that is expected, where it is as expected.
    private static string Outcome(JinjaTemplate template, JsonElement conversation, JsonElement right)
    {
        var variables = conversation.EnumerateObject().ToDictionary(pair => pair.Name, pair => (object?)pair.Value);
        (variables["bos_token"], variables["eos_token"], variables["documents"]) = ("<s>", "</s>", null);
        try
        {
            var text = template.Render(JsonSerializer.SerializeToElement(variables), Now);
            return right.TryGetProperty("text", out var wanted) && wanted.GetString() == text ? right.GetRawText() : $"text: {text}";
        }
        catch (TemplateRefusedException e)
        {
            return right.TryGetProperty("refusal", out var words) && words.GetString() == e.Message ? right.GetRawText() : $"refusal: {e.Message}";
        }
        catch (TemplateException e)
        {
            return right.TryGetProperty("error", out _) ? right.GetRawText() : $"error: {e.Message}";
        }
    }

    private static string Folder(params ReadOnlySpan<string> names) =>
        RepositoryFiles.Path(["tests", "AgentMemory.Models.Tests", "Templates", "Shapes", .. names]);
}
