using AgentMemory.Cli.Options;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Experiments.Plans;
using AgentMemory.Inference.Templates;

namespace AgentMemory.Cli.Runs;

/// <summary>What a model's file says of its prompts: the turns of its chat template, and the marks of its thoughts.</summary>
internal static class ModelTurns
{
    /// <summary>The renderer of a plan's prompts.</summary>
    /// <exception cref="UserErrorException">The plan's style is chat, and the model has no template, or one that has no fixed turns.</exception>
    public static PlayPrompt PromptOf(Plan plan, PromptBook book, LocalModel model, CancellationToken cancellation) =>
        new PlayPrompt(book, plan.Style, plan.Style == PromptStyle.Chat ? Of(model, plan.ThinkingTokens > 0, cancellation) : null)
            .With(plan.ThinkingTokens == 0 ? null : new Thinking
            {
                TokensMax = plan.ThinkingTokens,
                IsKept = plan.KeepsThoughts,
                Marks = MarksOf(model, book),
            });

    // The template thinks by marks of its own where it has a switch; here a thought is written apart, behind turns that hold none. With no
    // date, so that a run that goes on tomorrow asks in the same words.
    private static ChatTurns Of(LocalModel model, bool thinks, CancellationToken cancellation)
    {
        using var file = GgufFile.Open(model.Card.Path);
        var template = TemplateOption.Open(file, named: null, new ChatTemplateSettings { Thinking = false }, Console.Error, cancellation)
            ?? throw new UserErrorException($"style chat: {model.Card.Id} has no chat template; take style plain or qa");
        return ChatTurns.Of(template, model.Tokenizer, cancellation, thinks);
    }

    private static ThoughtMarks MarksOf(LocalModel model, PromptBook book)
    {
        using var file = GgufFile.Open(model.Card.Path);
        return ThoughtMarks.Of(model.Tokenizer, file.Text("tokenizer.chat_template"), book);
    }
}
