using System.Globalization;
using System.Text.Json;
using AgentMemory.Inference.Templates;
using AgentMemory.Models.Tests.Peft;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>A test that needs the folder chat-templates of AGENTMEMORY_REFERENCE.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceTemplatesAttribute : TheoryAttribute
{
    public ReferenceTemplatesAttribute()
    {
        Skip = Directory.Exists(ReferenceTemplateTests.Folder) ? null : $"{ReferenceFolder.Variable} names no folder with chat-templates";
    }
}

/// <summary>Templates as Python's Jinja renders them.</summary>
public sealed class ReferenceTemplateTests
{
    internal static string Folder => Path.Combine(Environment.GetEnvironmentVariable(ReferenceFolder.Variable) ?? "", "chat-templates");

    [ReferenceTemplates]
    [InlineData("renderings.json", 42)]
    [InlineData("renderings-more.json", 48)]
    [InlineData("semantics.json", 122)]
    public void Renderings_equal_Pythons_to_the_byte_and_refusals_have_the_templates_words(string file, int atLeast)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var root = document.RootElement;
        var time = root.TryGetProperty("strftime_now_time", out var told) ? told.GetString() : "00:00:00";
        var now = DateTimeOffset.Parse($"{root.GetProperty("strftime_now").GetString()}T{time}Z", CultureInfo.InvariantCulture);
        var renderings = root.GetProperty("renderings").EnumerateArray().ToList();
        var wrong = renderings.Select(right => Difference(root, right, now)).OfType<string>().ToList();
        Assert.True(renderings.Count - wrong.Count >= atLeast, string.Join("\n", wrong));
    }

    private static string? Difference(JsonElement root, JsonElement right, DateTimeOffset now)
    {
        var (template, conversation) = (right.GetProperty("template").GetString()!, right.GetProperty("conversation").GetString()!);
        var source = root.GetProperty("templates").GetProperty(template).GetString()!;
        var variables = new Dictionary<string, JsonElement>
        {
            ["bos_token"] = root.GetProperty("bos_token"),
            ["eos_token"] = root.GetProperty("eos_token"),
        };
        foreach (var pair in root.GetProperty("conversations").GetProperty(conversation).EnumerateObject())
        {
            variables[pair.Name] = pair.Value;
        }

        var text = right.TryGetProperty("text", out var wanted) ? wanted.GetString() : null;
        var error = text is null ? right.GetProperty("error").GetString()! : "";
        string got;
        try
        {
            got = new JinjaTemplate(source).Render(JsonSerializer.SerializeToElement(variables), now);
            if (got == text)
            {
                return null;
            }
        }
        catch (TemplateRefusedException e)
        {
            if (e.Message == error)
            {
                return null;
            }

            got = $"refused: {e.Message}";
        }
        catch (TemplateException e)
        {
            // Python's own errors have Python's words; any error is right there.
            if (text is null && !source.Contains(error, StringComparison.Ordinal))
            {
                return null;
            }

            got = $"error: {e.Message}";
        }

        return $"{template}, {conversation}: {right} and not {got}";
    }
}
