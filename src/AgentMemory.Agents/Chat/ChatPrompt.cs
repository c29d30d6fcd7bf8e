using AgentMemory.Core;
using AgentMemory.Memory;

namespace AgentMemory.Agents;

/// <summary>
/// A conversation with retrieved passages as a prompt: by the model's chat template where it has a known one, else in the plain
/// layout of prompts/chat. What does not fit is left out whole: first the oldest turns, then the last passages; what functions gave
/// is shortened. What people and the model said stands there as it was said; only a mark of the model's own, spelt out, is parted.
/// </summary>
internal sealed class ChatPrompt(
    PromptBook prompts, ITokenizer tokenizer, Func<IReadOnlyList<ChatTurn>, string?> template)
{
    /// <summary>No vocabulary packs a text this tightly: longer ones are refused before they are tokenised.</summary>
    internal const int CharactersPerTokenMax = 64;

    /// <summary>What a function gave is not cut shorter than this.</summary>
    private const int ResultCharactersMin = 200;

    private const string Cut = "\n" + PassageFence.Bar + "(cut)";

    /// <summary>As much of the conversation and of the passages as fits.</summary>
    /// <exception cref="UserErrorException">The last question does not fit even alone, or is no text.</exception>
    public FittedPrompt Fitting(ChatDraft draft, int budgetTokens)
    {
        Check(draft, budgetTokens);
        var question = draft.Question;
        for (var (first, used, turns) = (0, draft.Passages.Count, draft.Turns); ;)
        {
            var fitted = Render(draft, [.. turns.Skip(first)], [.. draft.Passages.Take(used)]);
            if (tokenizer.Count(fitted.Text) <= budgetTokens)
            {
                return fitted;
            }

            if (first < question)
            {
                first++;
            }
            else if (used > 0)
            {
                used--;
            }
            else
            {
                turns = Shortened(turns) ?? throw new UserErrorException(
                    $"the calls of functions since the last question do not fit the {budgetTokens} tokens that the model has room for; ask for "
                    + "less at once, or name a model with a longer context");
            }
        }
    }

    private void Check(ChatDraft draft, int budgetTokens)
    {
        var question = draft.Turns[draft.Question];
        if (question.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserErrorException("what was said holds a zero character, which no text has; say it without");
        }

        var least = question.Text.Length / CharactersPerTokenMax;
        var tokens = least > budgetTokens ? least : tokenizer.Count(Render(draft, [question], []).Text);
        if (tokens <= budgetTokens)
        {
            return;
        }

        var functions = tokens == least || draft.Functions.Count == 0 ? 0 : tokenizer.Count(Functions(draft));
        throw new UserErrorException(tokens - functions <= budgetTokens
            ? $"the descriptions of {draft.Functions.Count} functions take {functions} tokens of the {budgetTokens} that the model has room for; "
                + "offer fewer functions, or name a model with a longer context"
            : $"what was said takes {(tokens == least ? "over " : "")}{tokens} tokens and the model has room for {budgetTokens}; say it in "
                + "fewer words, or name a model with a longer context");
    }

    private FittedPrompt Render(ChatDraft draft, IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages)
    {
        // What people say is data to the tokenizer too: nobody ends a turn by writing its mark.
        var said = turns.Select(turn => turn with { Text = tokenizer.WithoutMarks(turn.Text) }).ToList();
        var opening = new List<string>
        {
            (draft.System is { } own ? tokenizer.WithoutMarks(own) : prompts.Text("chat/system")) + " " + prompts.Text("chat/data"),
        };
        if (draft.Functions.Count > 0)
        {
            opening.Add(Functions(draft));
        }

        if (draft.Format is { } format)
        {
            opening.Add(prompts.Text("chat/json") + "\n" + tokenizer.WithoutMarks(format));
        }

        if (passages.Count > 0)
        {
            opening.Add(prompts.Fill("chat/memory", ("passages", string.Join('\n', passages.Select(p => PassageFence.Fence(p, prompts))))));
        }

        List<ChatTurn> all = [new ChatTurn(ChatTurn.System, string.Join('\n', opening)), .. said];
        // Templates know three roles; what a function gave is told to the model as a turn of the user's, fenced.
        return template([.. all.Select(turn => turn.Role == ChatTurn.Tool ? turn with { Role = ChatTurn.User } : turn)]) is { } text
            ? new FittedPrompt(text, passages, [])
            : new FittedPrompt(Plain(all), passages, ["\n" + prompts.Text("chat/user-mark"), "\n" + prompts.Text("chat/assistant-mark")]);
    }

    private string Functions(ChatDraft draft) =>
        prompts.Text("chat/tools") + "\n" + string.Join('\n', draft.Functions.Select(tokenizer.WithoutMarks));

    private string Plain(List<ChatTurn> turns) => string.Concat(turns.Select(turn => turn.Role switch
    {
        ChatTurn.User => $"{prompts.Text("chat/user-mark")} {Joined(turn.Text)}\n",
        ChatTurn.Assistant => $"{prompts.Text("chat/assistant-mark")} {Joined(turn.Text)}\n",
        _ => $"{turn.Text}\n",
    })) + prompts.Text("chat/assistant-mark");

    /// <summary>One line, so that nothing said can begin a line with a role's mark.</summary>
    private static string Joined(string text) => text.ReplaceLineEndings(" ").Replace('\v', ' ');

    /// <summary>The turns with the longest result of a function cut to half; null where none is long enough.</summary>
    private static List<ChatTurn>? Shortened(IReadOnlyList<ChatTurn> turns)
    {
        var longest = turns.Where(turn => turn.Role == ChatTurn.Tool).MaxBy(turn => turn.Text.Length);
        if (longest is null || longest.Text.Length < ResultCharactersMin)
        {
            return null;
        }

        var half = longest.Text.Length / 2;
        half -= char.IsHighSurrogate(longest.Text[half - 1]) ? 1 : 0;
        var shorter = longest with { Text = longest.Text[..half] + Cut };
        return [.. turns.Select(turn => ReferenceEquals(turn, longest) ? shorter : turn)];
    }
}
