using System.Text;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

/// <summary>
/// The one prompt renderer and reply reader: every learner, of either path, shows the model the same words. A prompt is
/// the documents, then notes, passages and earlier episodes as far as they are remembered, then the episode so far:
/// <code>
/// # The game of velu            document
/// On your turn take ...
/// Notes:                        notes, one a line
/// - take 4 loses
/// --                            an earlier episode
/// heap 9
/// > take 3
/// = you win
/// --                            the episode being played
/// heap 7
/// >
/// </code>
/// The prompt ends behind ">" and a reply begins with a space, so that a tokenizer which joins a space to the word
/// behind it sees the same tokens while playing, remembering and training. That is the style <see cref="PromptStyle.Game"/>; the others
/// put the same parts in the same order between other fixed texts.
/// </summary>
public sealed class PlayPrompt
{
    private const int FreeReplyTokensMax = 24;
    private readonly PromptBook _prompts;
    private readonly StylePieces _pieces;

    /// <summary>A renderer that takes its words from the book.</summary>
    /// <param name="prompts">The book.</param>
    /// <param name="style">How they are put together.</param>
    /// <param name="chat">The turns of the model's template, for <see cref="PromptStyle.Chat"/>.</param>
    public PlayPrompt(PromptBook prompts, PromptStyle style = PromptStyle.Game, ChatTurns? chat = null)
    {
        (_prompts, Style) = (prompts, style);
        _pieces = StylePieces.Of(style, prompts, chat);
    }

    private PlayPrompt(PlayPrompt other) =>
        (_prompts, _pieces, Style, Calibration, Thinking) = (other._prompts, other._pieces, other.Style, other.Calibration, other.Thinking);

    /// <summary>The same, with replies ranked otherwise.</summary>
    public PlayPrompt With(ReplyCalibration calibration) => new(this) { Calibration = calibration };

    /// <summary>The same, with thoughts before replies, or with none.</summary>
    public PlayPrompt With(Thinking? thinking) => new(this) { Thinking = thinking };

    /// <summary>How prompts are worded.</summary>
    public PromptStyle Style { get; }

    /// <summary>Which figure ranks listed replies.</summary>
    public ReplyCalibration Calibration { get; private init; }

    /// <summary>That the model thinks before it replies; null where it does not.</summary>
    public Thinking? Thinking { get; private init; }

    /// <summary>Where the words come from.</summary>
    public PromptBook Book => _prompts;

    /// <summary>
    /// Composes what stands in front of an episode within a budget of tokens: documents first and whole, then notes,
    /// passages, and as many of the latest episodes as still fit.
    /// </summary>
    public Preamble Compose(Recollection memory, ITokenizer tokenizer, int budgetTokens)
    {
        var parts = new List<string> { _pieces.Opening, _pieces.Told };
        var left = budgetTokens - parts.Append(_pieces.AfterTold).Sum(text => text.Length == 0 ? 0 : tokenizer.Count(text));
        var documentsLeftOut = new List<string>();
        foreach (var document in memory.Documents.Where(document => _pieces.ShowsRulebook || !document.IsRulebook))
        {
            if (!TryAdd(_pieces.Content(_prompts.Fill("play/document", ("title", document.Title), ("text", document.Text))) + "\n"))
            {
                documentsLeftOut.Add(document.Title);
            }
        }

        var notes = Fitting(memory.Notes, "play/notes", "play/note", tokenizer, ref left, parts);
        var passages = Fitting(memory.Passages, "play/passages", "play/passage", tokenizer, ref left, parts);
        var episodes = new List<string>();
        foreach (var episode in memory.Episodes.Reverse())
        {
            var text = memory.IsBrief ? Brief(episode) : Episode(episode);
            var tokens = tokenizer.Count(text);
            if (tokens > left)
            {
                break;
            }

            left -= tokens;
            episodes.Add(text);
        }

        episodes.Reverse();
        var told = string.Concat(parts);
        return new Preamble
        {
            // A message ends with its last line, and not with the end of that.
            Text = (_pieces.AfterTold.Length > 0 ? told.TrimEnd('\n') : told) + _pieces.AfterTold + string.Concat(episodes),
            Tokens = budgetTokens - left,
            DocumentsLeftOut = documentsLeftOut,
            NotesLeftOut = memory.Notes.Count - notes,
            PassagesLeftOut = memory.Passages.Count - passages,
            EpisodesLeftOut = memory.Episodes.Count - episodes.Count,
        };

        bool TryAdd(string text)
        {
            var tokens = tokenizer.Count(text);
            if (tokens > left)
            {
                return false;
            }

            left -= tokens;
            parts.Add(text);
            return true;
        }
    }

    /// <summary>The whole prompt for a turn, ending where the reply begins.</summary>
    public string Render(Preamble preamble, Turn turn) => preamble.Text + Begin(turn.Earlier, turn.View);

    /// <summary>An episode from its start to where the next reply begins.</summary>
    public string Begin(IReadOnlyList<Step> earlier, View view) => Begin(earlier, Seen(view.Text, view.Thing));

    /// <summary>An episode from its start to where the reply to a step begins that follows the earlier ones.</summary>
    public string Begin(IReadOnlyList<Step> earlier, Step step) => Begin(earlier, Seen(step.Text, step.Thing));

    /// <summary>
    /// An episode whose question asks nothing, to where its reply begins: what replies are likely by themselves behind a history
    /// (Zhao et al. 2021). Where the model thinks, behind an empty thought: there is nothing to think about.
    /// </summary>
    public string BeginContentFree() => Begin([], _prompts.Text("styles/nothing")) + (Thinking is null ? "" : BeforeReply.Around(""));

    /// <summary>What stands around a thought between a question and its reply.</summary>
    /// <exception cref="InvalidOperationException">The model does not think.</exception>
    public ThoughtFrame BeforeReply => Marks.AreOwn
        ? new ThoughtFrame(Marks.Open, Marks.Close)
        // Where a reply begins with a space it parts both from what stands before it; elsewhere a line of its own does.
        : new ThoughtFrame(_pieces.BeforeReply + Marks.Open, Marks.Close + (_pieces.BeforeReply.Length == 0 ? "\n" : ""));

    /// <summary>What stands around a thought before other texts that the model writes, which begin a line.</summary>
    /// <exception cref="InvalidOperationException">The model does not think.</exception>
    public ThoughtFrame BeforeText => new(Marks.Open, Marks.Close.EndsWith('\n') ? Marks.Close : Marks.Close + "\n");

    /// <summary>Tokens that thinking needs in the window, with what stands around a thought; 0 where the model does not think.</summary>
    public int ThoughtTokens(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Thinking is null ? 0 : Thinking.TokensMax + tokenizer.Count(BeforeReply.Open) + tokenizer.Count(BeforeReply.Close);
    }

    /// <summary>A text of tasks or models as it may stand in a prompt of this style.</summary>
    public string Content(string text) => _pieces.Content(text);

    private ThoughtMarks Marks => Thinking?.Marks ?? throw new InvalidOperationException("the model does not think");

    /// <summary>A finished episode, as it is remembered.</summary>
    public string Episode(EpisodeRecord episode) => _pieces.IsBrief ? Brief(episode) : Whole(episode);

    private string Whole(EpisodeRecord episode)
    {
        var text = new StringBuilder(_pieces.EpisodeStart);
        foreach (var move in episode.Moves)
        {
            text.Append(_pieces.Turn(Seen(move.View.Text, move.View.Thing))).Append(Kept(move.Thought)).Append(Written(move.Reply))
                .Append(_pieces.AfterReply);
        }

        return text.Append(End(episode.Outcome)).ToString();
    }

    private string Begin(IReadOnlyList<Step> earlier, string seen)
    {
        var text = new StringBuilder(_pieces.EpisodeStart);
        foreach (var step in earlier)
        {
            text.Append(_pieces.Turn(Seen(step.Text, step.Thing))).Append(Kept(step.Thought)).Append(Written(step.Reply)).Append(_pieces.AfterReply);
        }

        return text.Append(_pieces.Turn(seen)).ToString();
    }

    // A thought of an earlier turn, where it is kept.
    private string Kept(string? thought) => Thinking is { IsKept: true } && thought is not null ? BeforeReply.Around(_pieces.Content(thought)) : "";

    private string Seen(string text, string? thing) => _pieces.ShowsThing && thing is not null ? thing : text;

    /// <summary>
    /// A finished episode whose end told the right reply, as the first view with that reply, whatever was tried; others as they are
    /// remembered otherwise. It takes about a third of the tokens, reads like the question of an exam, and holds all that was told. A kept
    /// thought stands there only where it led to that reply.
    /// </summary>
    public string Brief(EpisodeRecord episode) => episode is { Outcome.RightReply: { } right, Moves: [var first, ..] }
        ? Begin([], first.View) + Kept(first.Reply == right ? first.Thought : null) + Written(right) + _pieces.AfterReply
        : Whole(episode);

    /// <summary>The line that ends an episode.</summary>
    public string End(Outcome outcome) => _pieces.Content(_prompts.Fill("play/end", ("feedback", outcome.Feedback))) + "\n";

    /// <summary>
    /// What follows the last reply of a lesson: the end of the episode; nothing where the reply was told to be right and the style shows
    /// that alone.
    /// </summary>
    public string AfterLesson(Outcome outcome, bool isTold) => _pieces.AfterReply + (isTold && _pieces.IsBrief ? "" : End(outcome));

    /// <summary>A request in words of its own, to where its answer begins.</summary>
    public string Request(string text) => _pieces.IsConversation ? _pieces.Turn(text) : text;

    /// <summary>The line under which notes are written.</summary>
    public string NotesHeading() => _prompts.Text("play/notes") + "\n";

    /// <summary>A note as it stands in a prompt.</summary>
    public string Note(string note) => _prompts.Fill("play/note", ("text", note)) + "\n";

    /// <summary>A retrieved passage as it stands in a prompt.</summary>
    public string Passage(string passage) => _prompts.Fill("play/passage", ("text", passage)) + "\n";

    /// <summary>A reply as the model writes it, with what ends it.</summary>
    public string Written(string reply) => _pieces.BeforeReply + _pieces.Content(reply) + _pieces.ReplyEnd;

    /// <summary>A reply that the model wrote, without what ends it: in a chat that is a mark, which no reply is.</summary>
    public string WithoutEnd(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return written.EndsWith(_pieces.ReplyEnd, StringComparison.Ordinal) ? written[..^_pieces.ReplyEnd.Length] : written;
    }

    /// <summary>What the model may write at this turn.</summary>
    public CompletionForm Form(Turn turn) => turn.View.Reply switch
    {
        ReplyForm.OneOf form when turn.Restricted => new CompletionForm.OneOf([.. form.Replies.Select(Written)]),
        ReplyForm.OneOf => new CompletionForm.Free(FreeReplyTokensMax, ["\n"]),
        ReplyForm.Written { Grammar: { } grammar } form when turn.Restricted =>
            new CompletionForm.Grammar(
                _pieces.IsConversation ? $"root ::= reply\n{grammar}" : $"root ::= \" \" reply \"\\n\"\n{grammar}", form.TokensMax),
        ReplyForm.Written form => new CompletionForm.Free(form.TokensMax, ["\n"]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Reads what the model wrote. Case and outer white space do not matter for a listed reply.</summary>
    public static Reply Read(View view, string written)
    {
        var text = written.Trim();
        if (view.Reply is ReplyForm.Written)
        {
            return text.Length > 0 ? new Reply.Legal(text) : new Reply.Unreadable(written);
        }

        foreach (var reply in ((ReplyForm.OneOf)view.Reply).Replies)
        {
            if (string.Equals(reply, text, StringComparison.OrdinalIgnoreCase))
            {
                return new Reply.Legal(reply);
            }
        }

        return new Reply.Unreadable(written);
    }

    private int Fitting(
        IReadOnlyList<string> lines,
        string heading,
        string line,
        ITokenizer tokenizer,
        ref int left,
        List<string> parts)
    {
        var text = new StringBuilder();
        var count = 0;
        foreach (var item in lines)
        {
            var more = (count == 0 ? _prompts.Text(heading) + "\n" : "") + _pieces.Content(_prompts.Fill(line, ("text", item))) + "\n";
            var tokens = tokenizer.Count(more);
            if (tokens > left)
            {
                break;
            }

            left -= tokens;
            text.Append(more);
            count++;
        }

        parts.Add(text.ToString());
        return count;
    }
}
