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
    private static readonly string[] Asked = ["qzjaskedonexv", "qzjaskedtwoxv", "qzjaskedthreexv"];
    private static readonly string[] Replied = ["qzjrepliedonexv", "qzjrepliedtwoxv"];
    private readonly ITokenizer _tokenizer;

    private ChatTurns(ITokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Whether there is a system message. Where not, what it would say begins the first question.</summary>
    public required bool TakesSystem { get; init; }

    /// <summary>Up to the system message's text, or to the first question's.</summary>
    public required string Opening { get; init; }

    /// <summary>From the system message's text to the first question's.</summary>
    public required string AfterSystem { get; init; }

    /// <summary>From a question's text to its reply's.</summary>
    public required string AfterQuestion { get; init; }

    /// <summary>What ends a reply, up to the end mark: the model writes it, and is taught it.</summary>
    public required string ReplyEnd { get; init; }

    /// <summary>From there to the next question's text.</summary>
    public required string AfterReply { get; init; }

    /// <summary>A text as a message may hold it: it cannot end its turn.</summary>
    public string Content(string text) => _tokenizer.WithoutMarks(text);

    /// <summary>The turns of a template.</summary>
    /// <param name="template">The model's own.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <exception cref="UserErrorException">The template fails, or words earlier turns otherwise than the latest.</exception>
    public static ChatTurns Of(IChatTemplate template, ITokenizer tokenizer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(tokenizer);
        bool takesSystem;
        string whole;
        try
        {
            whole = Rendered(withSystem: true);
            takesSystem = whole.Contains(System, StringComparison.Ordinal);
        }
        catch (UserErrorException)
        {
            (whole, takesSystem) = ("", false);
        }

        whole = takesSystem ? whole : Rendered(withSystem: false);
        var opening = Between(null, takesSystem ? System : Asked[0]);
        var afterSystem = takesSystem ? Between(System, Asked[0]) : "";
        var inHistory = Between(Asked[0], Replied[0]);
        var last = whole.LastIndexOf(Asked[^1], StringComparison.Ordinal);
        var afterQuestion = last < 0 ? throw Refusal() : whole[(last + Asked[^1].Length)..];
        var afterReply = Between(Replied[0], Asked[1]);
        var end = EndOf(afterReply, tokenizer);
        var turns = new ChatTurns(tokenizer)
        {
            TakesSystem = takesSystem,
            Opening = opening,
            AfterSystem = afterSystem,
            AfterQuestion = afterQuestion,
            ReplyEnd = afterReply[..end],
            AfterReply = afterReply[end..],
        };
        var expected = opening + (takesSystem ? System + afterSystem : "") + Asked[0] + inHistory + Replied[0] + afterReply + Asked[1]
            + inHistory + Replied[1] + afterReply + Asked[2] + afterQuestion;
        return whole == expected ? turns : throw Refusal();

        string Rendered(bool withSystem)
        {
            List<TemplateMessage> messages = withSystem ? [new("system", System)] : [];
            for (var i = 0; i < Asked.Length; i++)
            {
                messages.Add(new TemplateMessage("user", Asked[i]));
                if (i < Replied.Length)
                {
                    messages.Add(new TemplateMessage("assistant", Replied[i]));
                }
            }

            return template.Render(new TemplateRequest { Messages = messages, OpensAnswer = true }, cancellation);
        }

        string Between(string? before, string after)
        {
            var from = before is null ? 0 : whole.IndexOf(before, StringComparison.Ordinal);
            var to = whole.IndexOf(after, StringComparison.Ordinal);
            from += before?.Length ?? 0;
            return from >= (before?.Length ?? 0) && to >= from ? whole[from..to] : throw Refusal();
        }

        static UserErrorException Refusal() => new(
            "style chat: the model's template words earlier turns otherwise than the latest one, or leaves some out; take style plain or qa");
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
