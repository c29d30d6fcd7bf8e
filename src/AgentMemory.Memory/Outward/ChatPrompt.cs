using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// A conversation with retrieved passages as a prompt: by the model's chat template where it has a known one, else in the plain
/// layout of prompts/chat. What does not fit is left out whole: first the oldest turns, then the last passages.
/// </summary>
internal sealed class ChatPrompt(
    PromptBook prompts, ITokenizer tokenizer, Func<IReadOnlyList<ChatTurn>, string?> template)
{
    /// <summary>The prompt and the passages in it.</summary>
    /// <exception cref="UserErrorException">Even the last turn alone does not fit.</exception>
    public (string Text, IReadOnlyList<Passage> Passages) Fitting(
        IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages, int budgetTokens)
    {
        for (var (first, used) = (0, passages.Count); ;)
        {
            var text = Render([.. turns.Skip(first)], [.. passages.Take(used)]);
            var tokens = tokenizer.Count(text);
            if (tokens <= budgetTokens)
            {
                return (text, [.. passages.Take(used)]);
            }

            if (first < turns.Count - 1)
            {
                first++;
            }
            else if (used > 0)
            {
                used--;
            }
            else
            {
                throw new UserErrorException(
                    $"what was said takes {tokens} tokens and the model has room for {budgetTokens}; say it in fewer words, or name a "
                    + "model with a longer context");
            }
        }
    }

    /// <summary>Texts behind which the reply has ended, in the plain layout.</summary>
    public IReadOnlyList<string> Stops => ["\n" + prompts.Text("chat/user-mark"), "\n" + prompts.Text("chat/assistant-mark"), "\n\n"];

    private string Render(IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages)
    {
        // What people say is data to the tokenizer too: nobody ends a turn by writing its mark.
        var said = turns.Select(turn => turn with { Text = PassageFence.Escape(turn.Text) }).ToList();
        var memory = passages.Count == 0 ? ""
            : prompts.Fill("chat/memory", ("passages", string.Join('\n', passages.Select(p => PassageFence.Fence(p, prompts)))));
        var opening = prompts.Text("chat/system") + (memory.Length > 0 ? "\n" + memory : "");
        List<ChatTurn> all = [new ChatTurn(ChatTurn.System, opening), .. said];
        return template(all) ?? Plain(all);
    }

    private string Plain(List<ChatTurn> turns) => string.Concat(turns.Select(turn => turn.Role switch
    {
        ChatTurn.User => $"{prompts.Text("chat/user-mark")} {Joined(turn.Text)}\n",
        ChatTurn.Assistant => $"{prompts.Text("chat/assistant-mark")} {Joined(turn.Text)}\n",
        _ => $"{turn.Text}\n",
    })) + prompts.Text("chat/assistant-mark");

    /// <summary>One line, so that nothing said can begin a line with a role's mark.</summary>
    private static string Joined(string text) => text.ReplaceLineEndings(" ");
}
