using AgentMemory.Agents.Schemas;
using AgentMemory.Core.Models;

namespace AgentMemory.Agents.Replies;

/// <summary>
/// Writes one reply: words, or a call of a function that is held to its grammar. Where both are allowed, the model's first
/// characters choose: a call begins with a brace, or with what the model's template writes before one.
/// </summary>
internal sealed class ReplyWriter(ILanguageModel model)
{
    /// <summary>Enough for a blank or a line end and a brace.</summary>
    private const int ChoiceTokens = 3;

    /// <summary>Words that are no call: what is written in place of a call that was made before.</summary>
    private const string WordsGrammar = "root ::= \" \"? [^ {\\n] [^{]*";

    /// <param name="prompt">Ends where the reply begins.</param>
    /// <param name="isRepeated">Whether a call was made since the last question. It would give the same again, so words take its place.</param>
    /// <param name="isStreamed">Whether words come piece by piece.</param>
    public IEnumerable<ReplyPart> Write(
        FittedPrompt prompt, ReplyOrder order, Func<ToolCall, bool> isRepeated, bool isStreamed, CancellationToken cancellation)
    {
        CompletionForm? form = null;
        if (order.Tools.Count > 0 && (order.MustCall || BeginsCall(prompt, order, cancellation)))
        {
            var (made, text, written) = Call(prompt, order, cancellation);
            if (made is not null && (order.MustCall || !isRepeated(made)))
            {
                yield return new ReplyPart.Call(made);
                yield return new ReplyPart.End(ReplyEnd.Call, written);
                yield break;
            }

            if (made is null)
            {
                if (text is not null)
                {
                    yield return new ReplyPart.Text(text);
                }

                yield return new ReplyPart.End(text is null ? ReplyEnd.TokenLimit : ReplyEnd.Complete, written);
                yield break;
            }

            form = new CompletionForm.Grammar(WordsGrammar, order.TokensMax);
        }

        form = order.Format is { } format
            ? new CompletionForm.Grammar(CallGrammar.Of(format), order.TokensMax)
            : form ?? new CompletionForm.Free(order.TokensMax, [.. prompt.Stops, .. order.Stops]);
        // A grammar knows no stops: its words are cut when they are whole.
        var words = isStreamed && (form is CompletionForm.Free || order.Stops.Count == 0 && order.Format is not null)
            ? Streamed(Request(prompt, order, form), order, cancellation)
            : Whole(Request(prompt, order, form), prompt, order, cancellation);
        foreach (var part in words)
        {
            yield return part;
        }
    }

    private bool BeginsCall(FittedPrompt prompt, ReplyOrder order, CancellationToken cancellation)
    {
        // Its draws are the reply's own first draws: words that follow begin the same way.
        var tokens = prompt.CallOpening.Length == 0 ? ChoiceTokens : ChoiceTokens + model.Tokenizer.Count(prompt.CallOpening);
        var form = new CompletionForm.Free(Math.Min(tokens, order.TokensMax), [.. prompt.Stops, .. order.Stops]);
        if (order.Format is not null)
        {
            return true;
        }

        var begun = One(Request(prompt, order, form), cancellation).Text.TrimStart();
        var opening = prompt.CallOpening.Trim();
        return begun.StartsWith('{') || (opening.Length > 0 && begun.StartsWith(opening, StringComparison.Ordinal));
    }

    // A model that fills a text without end runs into the limit; once more, its texts are bounded so that the call ends before it.
    private (ToolCall? Made, string? Text, int Written) Call(FittedPrompt prompt, ReplyOrder order, CancellationToken cancellation)
    {
        var format = order.MustCall ? null : order.Format;
        // The grammar holds the call alone, so what stands before it is put there; words in a form have nothing before them.
        var asked = format is null ? prompt with { Text = prompt.Text + prompt.CallOpening } : prompt;
        var first = Grammar(order.Tools, GrammarLengths.Usual, format);
        if (first.Stop != StopReason.TokenLimit)
        {
            return Read(first, format is not null);
        }

        var tools = CallGrammar.Begun(first.Text, order.Tools) is { } begun ? [begun] : order.Tools;
        return CallGrammar.Within(tools, order.TokensMax) is { } lengths
            ? Read(Grammar(tools, lengths, null), mayBeWords: false)
            : (null, null, first.TokensWritten);

        Completion Grammar(IReadOnlyList<ToolForm> among, GrammarLengths lengths, SchemaForm? other) => One(
            Request(asked, order, new CompletionForm.Grammar(CallGrammar.Of(among, lengths, other), order.TokensMax)), cancellation);

        (ToolCall? Made, string? Text, int Written) Read(Completion completion, bool mayBeWords)
        {
            var made = ToolCall.Read(completion.Text, order.Tools);
            return (made, made is null && mayBeWords ? completion.Text.Trim() : null, completion.TokensWritten);
        }
    }

    private IEnumerable<ReplyPart> Whole(CompletionRequest request, FittedPrompt prompt, ReplyOrder order, CancellationToken cancellation)
    {
        var completion = One(request, cancellation);
        var text = completion.Text;
        var isCut = false;
        foreach (var stop in request.Form is CompletionForm.Free ? [] : prompt.Stops.Concat(order.Stops))
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            (text, isCut) = at < 0 ? (text, isCut) : (text[..at], true);
        }

        if (text.Trim() is { Length: > 0 } words)
        {
            yield return new ReplyPart.Text(words);
        }

        var why = completion.Stop == StopReason.TokenLimit && !isCut ? ReplyEnd.TokenLimit : ReplyEnd.Complete;
        yield return new ReplyPart.End(why, completion.TokensWritten);
    }

    // Blanks around the words are no part of them: those at the end are held back until more comes.
    private IEnumerable<ReplyPart> Streamed(CompletionRequest request, ReplyOrder order, CancellationToken cancellation)
    {
        var (held, isBegun, whole) = ("", false, new System.Text.StringBuilder());
        foreach (var piece in model.Stream(request, cancellation))
        {
            whole.Append(piece);
            held += piece;
            var ready = held.TrimEnd();
            held = held[ready.Length..];
            ready = isBegun ? ready : ready.TrimStart();
            if (ready.Length > 0)
            {
                isBegun = true;
                yield return new ReplyPart.Text(ready);
            }
        }

        // A stream does not say why it ended: as many tokens as were allowed are taken for the limit.
        var written = model.Tokenizer.Count(whole.ToString());
        yield return new ReplyPart.End(written >= order.TokensMax ? ReplyEnd.TokenLimit : ReplyEnd.Complete, written);
    }

    private Completion One(CompletionRequest request, CancellationToken cancellation) => model.Complete([request], cancellation)[0];

    private static CompletionRequest Request(FittedPrompt prompt, ReplyOrder order, CompletionForm form) => new()
    {
        Prompt = prompt.Text,
        Form = form,
        Temperature = order.Temperature,
        Seed = order.Seed,
    };
}
