using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// A conversation with retrieved passages as a prompt: by the model's chat template where it has a known one, else in the plain
/// layout of prompts/chat. What does not fit is left out whole: first the oldest turns, then the last passages. What people and
/// the model said stands there as it was said; only a mark of the model's own, spelt out, is parted.
/// </summary>
internal sealed class ChatPrompt(
    PromptBook prompts, ITokenizer tokenizer, Func<IReadOnlyList<ChatTurn>, string?> template)
{
    /// <summary>No vocabulary packs a text this tightly: longer ones are refused before they are tokenised.</summary>
    private const int CharactersPerTokenMax = 64;

    /// <summary>Refuses a turn that no prompt can hold.</summary>
    /// <exception cref="UserErrorException">It does not fit even alone, or is no text.</exception>
    public void Check(ChatTurn turn, int budgetTokens)
    {
        if (turn.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserErrorException("what was said holds a zero character, which no text has; say it without");
        }

        var least = turn.Text.Length / CharactersPerTokenMax;
        var tokens = least > budgetTokens ? least : tokenizer.Count(Render([turn], []).Text);
        if (tokens > budgetTokens)
        {
            throw new UserErrorException(
                $"what was said takes {(tokens == least ? "over " : "")}{tokens} tokens and the model has room for {budgetTokens}; say it in "
                + "fewer words, or name a model with a longer context");
        }
    }

    /// <summary>As much of the conversation and of the passages as fits.</summary>
    /// <param name="turns">Oldest first; the last one has passed <see cref="Check"/>.</param>
    public FittedPrompt Fitting(IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages, int budgetTokens)
    {
        for (var (first, used) = (0, passages.Count); ;)
        {
            var fitted = Render([.. turns.Skip(first)], [.. passages.Take(used)]);
            if (tokenizer.Count(fitted.Text) <= budgetTokens || (first == turns.Count - 1 && used == 0))
            {
                return fitted;
            }

            (first, used) = first < turns.Count - 1 ? (first + 1, used) : (first, used - 1);
        }
    }

    private FittedPrompt Render(IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages)
    {
        // What people say is data to the tokenizer too: nobody ends a turn by writing its mark.
        var said = turns.Select(turn => turn with { Text = tokenizer.WithoutMarks(turn.Text) }).ToList();
        var memory = passages.Count == 0 ? ""
            : prompts.Fill("chat/memory", ("passages", string.Join('\n', passages.Select(p => PassageFence.Fence(p, prompts)))));
        var opening = prompts.Text("chat/system") + (memory.Length > 0 ? "\n" + memory : "");
        List<ChatTurn> all = [new ChatTurn(ChatTurn.System, opening), .. said];
        return template(all) is { } text
            ? new FittedPrompt(text, passages, [])
            : new FittedPrompt(Plain(all), passages, ["\n" + prompts.Text("chat/user-mark"), "\n" + prompts.Text("chat/assistant-mark")]);
    }

    private string Plain(List<ChatTurn> turns) => string.Concat(turns.Select(turn => turn.Role switch
    {
        ChatTurn.User => $"{prompts.Text("chat/user-mark")} {Joined(turn.Text)}\n",
        ChatTurn.Assistant => $"{prompts.Text("chat/assistant-mark")} {Joined(turn.Text)}\n",
        _ => $"{turn.Text}\n",
    })) + prompts.Text("chat/assistant-mark");

    /// <summary>One line, so that nothing said can begin a line with a role's mark.</summary>
    private static string Joined(string text) => text.ReplaceLineEndings(" ").Replace('\v', ' ');
}

/// <summary>A conversation as a prompt.</summary>
/// <param name="Text">Ends where the reply begins.</param>
/// <param name="Passages">Those that stand in it.</param>
/// <param name="Stops">
/// Texts that end the reply beside the model's own end: the next turn's mark where the layout is ours, none where it is the
/// model's, which knows how its turns end.
/// </param>
internal sealed record FittedPrompt(string Text, IReadOnlyList<Passage> Passages, IReadOnlyList<string> Stops);
