using System.Text;

namespace AgentMemory.Native;

/// <summary>Conversations in the layout that a model was trained on, for the templates that llama.cpp knows.</summary>
internal static unsafe class ChatTemplates
{
    /// <summary>The turns as a prompt that ends where the reply begins; null when llama.cpp does not know the template.</summary>
    internal static string? Apply(string template, IReadOnlyList<(string Role, string Text)> turns)
    {
        var texts = turns.SelectMany(turn => new[] { Zeroed(turn.Role), Zeroed(turn.Text) }).ToArray();
        var pins = texts.Select(text => System.Runtime.InteropServices.GCHandle.Alloc(text, System.Runtime.InteropServices.GCHandleType.Pinned))
            .ToArray();
        try
        {
            var messages = new LlamaChatMessage[turns.Count];
            for (var i = 0; i < messages.Length; i++)
            {
                messages[i].Role = (byte*)pins[2 * i].AddrOfPinnedObject();
                messages[i].Content = (byte*)pins[(2 * i) + 1].AddrOfPinnedObject();
            }

            var buffer = new byte[texts.Sum(text => text.Length) + 1024];
            fixed (LlamaChatMessage* first = messages)
            {
                for (; ; )
                {
                    int length;
                    fixed (byte* into = buffer)
                    {
                        length = Llama.llama_chat_apply_template(template, first, (nuint)messages.Length, true, into, buffer.Length);
                    }

                    if (length <= buffer.Length)
                    {
                        return length < 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
                    }

                    buffer = new byte[length];
                }
            }
        }
        finally
        {
            foreach (var pin in pins)
            {
                pin.Free();
            }
        }
    }

    private static byte[] Zeroed(string text) => [.. Encoding.UTF8.GetBytes(text.Replace('\0', ' ')), 0];
}
