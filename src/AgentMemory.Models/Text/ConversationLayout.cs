using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>The chat template that a model file carries.</summary>
public sealed class ConversationLayout
{
    private readonly string _template;

    private ConversationLayout(string template) => _template = template;

    /// <summary>The template of a model file, or null when it carries none.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static ConversationLayout? Of(string path)
    {
        using var file = GgufFile.Open(path);
        return file.Text("tokenizer.chat_template") is { Length: > 0 } template ? new ConversationLayout(template) : null;
    }

    /// <summary>
    /// The turns as a prompt that ends where the reply begins; null when llama.cpp does not know this template. The model must
    /// have been opened.
    /// </summary>
    public string? Apply(IReadOnlyList<(string Role, string Text)> turns) => ChatTemplates.Apply(_template, turns);
}
