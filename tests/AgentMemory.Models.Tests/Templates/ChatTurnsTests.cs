using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Inference.Templates;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests.Templates;

/// <summary>Fixed turns found in templates of the well-known families are what these make of any conversation.</summary>
public sealed class ChatTurnsTests
{
    /// <summary>These put an empty thought where the reply begins, which stands in every turn here and in none of a history there.</summary>
    private static readonly string[] Thinking = ["hermes-tools", "r1"];

    public static TheoryData<string> Names => ShapeTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_history_of_turns_is_as_the_template_renders_it(string name)
    {
        var own = new ChatTemplate(ShapeTests.Source(name), "<s>", "</s>", new ChatTemplateSettings { Thinking = false });
        var template = new ScriptedTemplate(request => Render(own, request));
        using var model = new ScriptedModel(_ => "");
        var turns = ChatTurns.Of(template, model.Tokenizer, default);
        List<TemplateMessage> messages = turns.TakesSystem ? [new("system", "Reply with a word.")] : [];
        var text = turns.Opening + (turns.TakesSystem ? "Reply with a word." + turns.AfterSystem : "");
        for (var i = 0; i < 5; i++)
        {
            messages.AddRange([new TemplateMessage("user", $"thing {i}"), new TemplateMessage("assistant", $"word {i}")]);
            text += $"thing {i}{turns.AfterQuestion}{turns.BeforeReply}word {i}{turns.ReplyEnd}{turns.AfterReply}";
        }

        messages.Add(new TemplateMessage("user", "thing"));
        var rendered = template.Render(new TemplateRequest { Messages = messages, OpensAnswer = true }, default);
        var thought = turns.AfterQuestion[turns.AfterQuestion.IndexOf("<think>", StringComparison.Ordinal) is >= 0 and var at ? at.. : ^0..];
        Assert.Equal(Thinking.Contains(name), thought.Length > 0);
        Assert.Equal(rendered, (thought.Length > 0 ? text.Replace(thought, "", StringComparison.Ordinal) : text) + "thing" + turns.AfterQuestion);
    }

    private static string Render(ChatTemplate template, TemplateRequest request)
    {
        try
        {
            return template.Render(request);
        }
        catch (TemplateRefusedException refusal)
        {
            throw new UserErrorException(refusal.Message, refusal);
        }
    }
}
