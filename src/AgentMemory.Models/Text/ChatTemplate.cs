using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>The chat template that a model file carries.</summary>
public sealed class ChatTemplate
{
    private readonly string _template;

    private ChatTemplate(string template) => _template = template;

    /// <summary>The template of a model file, or null when it carries none.</summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static ChatTemplate? Of(string path)
    {
        using var file = GgufFile.Open(path);
        return file.Text("tokenizer.chat_template") is { Length: > 0 } template ? new ChatTemplate(template) : null;
    }

    /// <summary>
    /// The turns as a prompt that ends where the reply begins; null when llama.cpp does not know this template. The model must
    /// have been opened.
    /// </summary>
    public string? Apply(IReadOnlyList<(string Role, string Text)> turns) => ChatTemplates.Apply(_template, turns);
}
