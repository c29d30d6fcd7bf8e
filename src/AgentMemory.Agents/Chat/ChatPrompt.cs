using AgentMemory.Agents.Replies;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// A conversation with retrieved passages as a prompt: by the model's chat template where it has one, else in the plain layout of
/// prompts/chat. Functions go into the template where it takes them, else into the system's words. What does not fit is left out
/// whole: first the oldest turns, then the last passages; what functions gave is shortened. What people and the model said stands
/// there as it was said; only a mark of the model's own, spelt out, is parted.
/// </summary>
internal sealed class ChatPrompt(
    PromptBook prompts, ITokenizer tokenizer, IChatTemplate? template)
{
    /// <summary>No vocabulary packs a text this tightly: longer ones are refused before they are tokenised.</summary>
    internal const int CharactersPerTokenMax = 64;

    /// <summary>What a function gave is not cut shorter than this.</summary>
    private const int ResultCharactersMin = 200;

    private const string Cut = "\n" + PassageFence.Bar + "(cut)";

    /// <summary>As much of the conversation and of the passages as fits.</summary>
    /// <exception cref="UserErrorException">The last question does not fit even alone, or is no text.</exception>
    public FittedPrompt Fitting(ChatDraft draft, int budgetTokens, CancellationToken cancellation)
    {
        Check(draft, budgetTokens, cancellation);
        var question = draft.Question;
        if (Without(0) is { } whole)
        {
            return whole;
        }

        // The fewest that have to go, by halving: a rendering of a long conversation takes a tenth of a second.
        var (least, most) = (1, question + draft.Passages.Count);
        FittedPrompt? best = null;
        while (least <= most)
        {
            var middle = (least + most) / 2;
            var fitted = Without(middle);
            best = fitted ?? best;
            (least, most) = fitted is null ? (middle + 1, most) : (least, middle - 1);
        }

        for (var turns = draft.Turns; best is null;)
        {
            turns = Shortened(turns) ?? throw new UserErrorException(
                $"the calls of functions since the last question do not fit the {budgetTokens} tokens that the model has room for; ask for "
                + "less at once, or name a model with a longer context");
            best = Fitted([.. turns.Skip(question)], []);
        }

        return best;

        // So many left out: the oldest turns up to the question, then the last passages.
        FittedPrompt? Without(int count) => Fitted(
            [.. draft.Turns.Skip(Math.Min(count, question))], [.. draft.Passages.SkipLast(Math.Max(0, count - question))]);

        FittedPrompt? Fitted(IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages) =>
            Render(draft, turns, passages, cancellation) is var fitted && tokenizer.Count(fitted.Text) <= budgetTokens ? fitted : null;
    }

    private void Check(ChatDraft draft, int budgetTokens, CancellationToken cancellation)
    {
        var question = draft.Turns[draft.Question];
        if (question.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserErrorException("what was said holds a zero character, which no text has; say it without");
        }

        var least = question.Text.Length / CharactersPerTokenMax;
        var tokens = least > budgetTokens ? least : tokenizer.Count(Render(draft, [question], [], cancellation).Text);
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

    private FittedPrompt Render(
        ChatDraft draft, IReadOnlyList<ChatTurn> turns, IReadOnlyList<Passage> passages, CancellationToken cancellation)
    {
        // What people say is data to the tokenizer too: nobody ends a turn by writing its mark.
        var said = turns.Select(turn => turn with
        {
            Text = tokenizer.WithoutMarks(turn.Text),
            Calls = [.. turn.Calls.Select(tokenizer.WithoutMarks)],
        });
        var opening = new List<string>
        {
            (draft.System is { } own ? tokenizer.WithoutMarks(own) : prompts.Text("chat/system")) + " " + prompts.Text("chat/data"),
        };
        if (draft.Functions.Count > 0 && template?.ToolCalls is null)
        {
            opening.Add(Functions(draft));
        }

        if (draft.Format is { } format)
        {
            opening.Add(prompts.Text("chat/json") + "\n" + tokenizer.WithoutMarks(format));
        }

        if (draft.Learnt.Length > 0)
        {
            opening.Add(Learnt(draft.Learnt));
        }

        if (passages.Count > 0)
        {
            opening.Add(prompts.Fill("chat/memory", ("passages", string.Join('\n', passages.Select(p => PassageFence.Fence(p, prompts))))));
        }

        List<ChatTurn> all = [new ChatTurn(ChatTurn.System, string.Join('\n', opening)), .. said];
        if (template is null)
        {
            string[] marks = ["\n" + prompts.Text("chat/user-mark"), "\n" + prompts.Text("chat/assistant-mark")];
            return new FittedPrompt(Plain([.. all.Select(WithCallsInWords)]), passages, marks);
        }

        var hasTools = template.ToolCalls is not null;
        // Most templates know three roles: there, what a function gave is told as a turn of the user's, fenced.
        var turned = hasTools ? all : all.Select(turn => WithCallsInWords(turn) with { Role = turn.Role == ChatTurn.Tool ? ChatTurn.User : turn.Role });
        var text = template.Render(
            new TemplateRequest
            {
                Messages = [.. turned.Select(turn => new TemplateMessage(turn.Role, turn.Text) { Calls = turn.Calls })],
                OpensAnswer = true,
                Tools = hasTools ? [.. draft.Functions.Select(tokenizer.WithoutMarks)] : [],
            },
            cancellation);
        return new FittedPrompt(text, passages, []) { CallOpening = template.ToolCalls?.Opening ?? "" };
    }

    /// <summary>Where functions are told in words, a call is what the assistant wrote.</summary>
    private static ChatTurn WithCallsInWords(ChatTurn turn) => turn with
    {
        Text = string.Join('\n', turn.Text.Length == 0 && turn.Calls.Count > 0 ? turn.Calls : [turn.Text, .. turn.Calls]),
        Calls = [],
    };

    /// <summary>What was learnt in words, as it stands in a prompt: data, since games and people said some of it.</summary>
    internal string Learnt(string text) => prompts.Fill("chat/learnt", ("text", PassageFence.Fence(text.TrimEnd('\n'))));

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
