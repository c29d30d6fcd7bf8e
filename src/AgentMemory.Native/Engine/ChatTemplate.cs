using System.Text;
using AgentMemory.Gguf;

namespace AgentMemory.Native;

/// <summary>A model's own form of a conversation, put into words by llama.cpp.</summary>
public sealed class ChatTemplate
{
    private readonly string _template;

    private ChatTemplate(string template) => _template = template;

    /// <summary>The template in a model's file, or null where it has none.</summary>
    public static ChatTemplate? Of(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Text("tokenizer.chat_template") is { Length: > 0 } template ? new ChatTemplate(template) : null;
    }

    /// <summary>The names of the templates that llama.cpp knows: chatml, llama3, gemma, ...</summary>
    public static unsafe IReadOnlyList<string> Names
    {
        get
        {
            NativeRuntime.Start();
            var names = new nint[Llama.llama_chat_builtin_templates(null, 0)];
            fixed (nint* to = names)
            {
                _ = Llama.llama_chat_builtin_templates(to, (nuint)names.Length);
            }

            return [.. names.Select(NativeRuntime.Text).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>A template by its name; null where llama.cpp has none of this name.</summary>
    public static ChatTemplate? Named(string name) => Names.Contains(name) ? new ChatTemplate(name) : null;

    /// <summary>Whether llama.cpp can put this template into words; it knows families of templates, and no Jinja.</summary>
    public bool IsKnown => Render([("user", "?")], opensAnswer: true) is not null;

    /// <summary>The conversation as text.</summary>
    /// <param name="messages">Role and content of each.</param>
    /// <param name="opensAnswer">Whether the text ends where the assistant's next answer begins.</param>
    /// <returns>Null where llama.cpp does not know this template; it knows the common ones, and no Jinja.</returns>
    public unsafe string? Render(IReadOnlyList<(string Role, string Content)> messages, bool opensAnswer)
    {
        ArgumentNullException.ThrowIfNull(messages);
        NativeRuntime.Start();
        var texts = messages.SelectMany(m => new[] { m.Role, m.Content }).Select(t => Encoding.UTF8.GetBytes(t + "\0")).ToArray();
        var bytes = new byte[texts.Sum(t => t.Length) + 1];
        fixed (byte* start = bytes)
        {
            var chat = new LlamaChatMessage[messages.Count];
            var at = 0;
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i].CopyTo(bytes, at);
                var text = start + at;
                at += texts[i].Length;
                if (i % 2 == 0)
                {
                    chat[i / 2].Role = text;
                }
                else
                {
                    chat[i / 2].Content = text;
                }
            }

            fixed (LlamaChatMessage* pointer = chat)
            {
                return Apply(pointer, chat.Length, opensAnswer, 256 + (2 * bytes.Length));
            }
        }
    }

    private unsafe string? Apply(LlamaChatMessage* chat, int count, bool opensAnswer, int room)
    {
        var buffer = new byte[room];
        fixed (byte* to = buffer)
        {
            var length = Llama.llama_chat_apply_template(_template, chat, (nuint)count, opensAnswer, to, room);
            if (length < 0)
            {
                return null;
            }

            return length <= room ? Encoding.UTF8.GetString(buffer, 0, length) : Apply(chat, count, opensAnswer, length);
        }
    }
}
