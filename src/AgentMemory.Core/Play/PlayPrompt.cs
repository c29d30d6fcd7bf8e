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
/// behind it sees the same tokens while playing, remembering and training.
/// </summary>
public sealed class PlayPrompt
{
    private const int FreeReplyTokensMax = 24;
    private readonly PromptBook _prompts;

    /// <summary>A renderer that takes its words from the book.</summary>
    public PlayPrompt(PromptBook prompts)
    {
        _prompts = prompts;
    }

    /// <summary>Where the words come from.</summary>
    public PromptBook Book => _prompts;

    /// <summary>
    /// Composes what stands in front of an episode within a budget of tokens: documents first and whole, then notes,
    /// passages, and as many of the latest episodes as still fit.
    /// </summary>
    public Preamble Compose(Recollection memory, ITokenizer tokenizer, int budgetTokens)
    {
        var left = budgetTokens;
        var parts = new List<string>();
        var documentsLeftOut = new List<string>();
        foreach (var document in memory.Documents)
        {
            if (!TryAdd(_prompts.Fill("play/document", ("title", document.Title), ("text", document.Text)) + "\n"))
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
        return new Preamble
        {
            Text = string.Concat(parts) + string.Concat(episodes),
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
    public string Render(Preamble preamble, Turn turn) => preamble.Text + Begin(turn.Earlier, turn.View.Text);

    /// <summary>An episode from its start to where the next reply begins.</summary>
    public string Begin(IReadOnlyList<Step> earlier, string view)
    {
        var text = new StringBuilder(_prompts.Text("play/episode")).Append('\n');
        foreach (var step in earlier)
        {
            text.Append(_prompts.Fill("play/turn", ("view", step.Text))).Append(Written(step.Reply));
        }

        return text.Append(_prompts.Fill("play/turn", ("view", view))).ToString();
    }

    /// <summary>A finished episode, as it is remembered.</summary>
    public string Episode(EpisodeRecord episode)
    {
        var text = new StringBuilder(_prompts.Text("play/episode")).Append('\n');
        foreach (var move in episode.Moves)
        {
            text.Append(_prompts.Fill("play/turn", ("view", move.View.Text))).Append(Written(move.Reply));
        }

        return text.Append(End(episode.Outcome)).ToString();
    }

    /// <summary>
    /// A finished episode whose end told the right reply, as the first view with that reply, whatever was tried; others as they are
    /// remembered otherwise. It takes about a third of the tokens, reads like the question of an exam, and holds all that was told.
    /// </summary>
    public string Brief(EpisodeRecord episode) => episode.Outcome.RightReply is { } right
        ? Begin([], episode.Moves[0].View.Text) + Written(right)
        : Episode(episode);

    /// <summary>The line that ends an episode.</summary>
    public string End(Outcome outcome) => _prompts.Fill("play/end", ("feedback", outcome.Feedback)) + "\n";

    /// <summary>The line under which notes are written.</summary>
    public string NotesHeading() => _prompts.Text("play/notes") + "\n";

    /// <summary>A note as it stands in a prompt.</summary>
    public string Note(string note) => _prompts.Fill("play/note", ("text", note)) + "\n";

    /// <summary>A retrieved passage as it stands in a prompt.</summary>
    public string Passage(string passage) => _prompts.Fill("play/passage", ("text", passage)) + "\n";

    /// <summary>A reply as it stands behind ">" in a prompt.</summary>
    public static string Written(string reply) => $" {reply}\n";

    /// <summary>What the model may write at this turn.</summary>
    public static CompletionForm Form(Turn turn) => turn.View.Reply switch
    {
        ReplyForm.OneOf form when turn.Restricted => new CompletionForm.OneOf([.. form.Replies.Select(Written)]),
        ReplyForm.OneOf => new CompletionForm.Free(FreeReplyTokensMax, ["\n"]),
        ReplyForm.Written { Grammar: { } grammar } form when turn.Restricted =>
            new CompletionForm.Grammar($"root ::= \" \" reply \"\\n\"\n{grammar}", form.TokensMax),
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
            var more = (count == 0 ? _prompts.Text(heading) + "\n" : "") + _prompts.Fill(line, ("text", item)) + "\n";
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
