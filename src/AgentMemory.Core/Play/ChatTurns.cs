using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>
/// What a chat template puts around the messages of a conversation, as fixed texts: found by rendering conversations of made-up words, and
/// proved on a longer one. So a history of hundreds of turns is text that grows at its end, whose beginning is computed once. A template
/// that words earlier turns otherwise than the latest one has no such texts and is refused, but for one difference that many have: where
/// the reply begins they put an empty thought that they leave out of earlier turns. Here it stands in all turns, as the model writes them.
/// </summary>
public sealed record ChatTurns
{
    // Letters alone: no template trims, escapes or reads them, and none has them in its own words.
    private const string System = "qzjsystemxv";
    private static readonly string[] Said = ["qzjaskedonexv", "qzjrepliedonexv", "qzjaskedtwoxv", "qzjrepliedtwoxv", "qzjaskedthreexv"];
    private readonly ITokenizer _tokenizer;

    private ChatTurns(ITokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Whether there is a system message. Where not, what it would say begins the first question.</summary>
    public required bool TakesSystem { get; init; }

    /// <summary>Up to the system message's text, or to the first question's.</summary>
    public required string Opening { get; init; }

    /// <summary>From the system message's text to the first question's.</summary>
    public required string AfterSystem { get; init; }

    /// <summary>From a question's text to where its reply begins.</summary>
    public required string AfterQuestion { get; init; }

    /// <summary>What the model writes before a reply's text: a space that some put there.</summary>
    public required string BeforeReply { get; init; }

    /// <summary>What ends a reply, up to the end mark: the model writes it, and is taught it.</summary>
    public required string ReplyEnd { get; init; }

    /// <summary>From there to the next question's text.</summary>
    public required string AfterReply { get; init; }

    /// <summary>A text as a message may hold it: it cannot end its turn.</summary>
    public string Content(string text) => _tokenizer.WithoutMarks(text);

    /// <summary>The turns of a template.</summary>
    /// <param name="template">The model's own.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="thinks">The model will think before its replies: a thought that the template begins or leaves empty there is cut off.</param>
    /// <exception cref="UserErrorException">The template fails, or words earlier turns otherwise than the latest.</exception>
    public static ChatTurns Of(IChatTemplate template, ITokenizer tokenizer, CancellationToken cancellation, bool thinks = false)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(tokenizer);
        // Some refuse a system message, and some put it before the latest question and not before the first.
        return Found(template, tokenizer, withSystem: true, thinks, cancellation) ?? Found(template, tokenizer, withSystem: false, thinks, cancellation)
            ?? throw new UserErrorException(
                "style chat: the model's template words earlier turns otherwise than the latest one, or leaves some out; take style plain or qa");
    }

    // Null where the template's texts are not fixed.
    private static ChatTurns? Found(IChatTemplate template, ITokenizer tokenizer, bool withSystem, bool thinks, CancellationToken cancellation)
    {
        string[] words = withSystem ? [System, .. Said] : Said;
        string whole;
        try
        {
            whole = template.Render(
                new TemplateRequest
                {
                    Messages = [.. words.Select((word, i) => new TemplateMessage(
                        withSystem && i == 0 ? "system" : (i - (withSystem ? 1 : 0)) % 2 == 0 ? "user" : "assistant", word))],
                    OpensAnswer = true,
                },
                cancellation);
        }
        catch (UserErrorException) when (withSystem)
        {
            return null;
        }

        var between = new List<string>();
        var from = 0;
        foreach (var word in words)
        {
            var at = whole.IndexOf(word, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            between.Add(whole[from..at]);
            from = at + word.Length;
        }

        var opens = whole[from..];
        if (thinks && opens.IndexOf(ThoughtMarks.Begin, StringComparison.Ordinal) is >= 0 and var thought)
        {
            opens = opens[..thought];
        }

        var (afterSystem, rest) = withSystem ? (between[1], between.Skip(2).ToList()) : ("", between.Skip(1).ToList());
        // After the questions and the replies of a history, in turn.
        var (inHistory, afterReply) = (rest[0], rest[1]);
        if (rest[2] != inHistory || rest[3] != afterReply)
        {
            return null;
        }

        var end = EndOf(afterReply, tokenizer);
        return new ChatTurns(tokenizer)
        {
            TakesSystem = withSystem,
            Opening = between[0],
            AfterSystem = afterSystem,
            AfterQuestion = opens,
            // What stands before a reply in a history and not where one begins, the model writes.
            BeforeReply = inHistory.StartsWith(opens, StringComparison.Ordinal) ? inHistory[opens.Length..] : "",
            ReplyEnd = afterReply[..end],
            AfterReply = afterReply[end..],
        };
    }

    // Up to the first end mark, which the model writes to end its reply; a template without one ends a reply with its line.
    private static int EndOf(string afterReply, ITokenizer tokenizer)
    {
        var tokens = tokenizer.Encode(afterReply);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokenizer.Marks.Endings.Contains(tokens[i]) && TextOf(i + 1) is { Length: > 0 } text && afterReply.StartsWith(text, StringComparison.Ordinal))
            {
                return text.Length;
            }
        }

        var line = afterReply.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? afterReply.Length : line + 1;

        string TextOf(int count) => tokenizer.Decode([.. tokens.Take(count)]);
    }
}
