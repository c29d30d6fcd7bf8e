using AgentMemory.Cli.Options;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Templates;

namespace AgentMemory.Cli.Runs;

/// <summary>The turns of a model's own chat template, for prompts in style chat.</summary>
internal static class ModelTurns
{
    /// <summary>Without thinking, and with no date, so that a run that goes on tomorrow asks in the same words.</summary>
    /// <exception cref="UserErrorException">The model has no template, or one that has no fixed turns.</exception>
    public static ChatTurns Of(LocalModel model, CancellationToken cancellation)
    {
        using var file = GgufFile.Open(model.Card.Path);
        var template = TemplateOption.Open(file, named: null, new ChatTemplateSettings { Thinking = false }, Console.Error, cancellation)
            ?? throw new UserErrorException($"style chat: {model.Card.Id} has no chat template; take style plain or qa");
        return ChatTurns.Of(template, model.Tokenizer, cancellation);
    }
}
