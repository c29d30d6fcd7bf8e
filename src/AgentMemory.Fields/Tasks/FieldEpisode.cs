using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>One question and its answer.</summary>
internal sealed class FieldEpisode : IEpisode
{
    private readonly FieldItem _item;
    private readonly bool _tells;
    private readonly Wordings _words;
    private readonly View _view;

    public FieldEpisode(FieldItem item, bool tells, Wordings words)
    {
        _item = item;
        _tells = tells;
        _words = words;
        _view = new View(QuestionWithChoices(item, words), item.Reply);
    }

    private FieldEpisode(FieldEpisode before, Outcome outcome)
    {
        _item = before._item;
        _tells = before._tells;
        _words = before._words;
        _view = before._view;
        Outcome = outcome;
    }

    /// <inheritdoc cref="FieldItem.Fact"/>
    public string Fact => _item.Fact;

    /// <summary>A right answer in the reply's form.</summary>
    public string RightReply => _item.Key is AnswerKey.Choice choice ? choice.Letter : _item.Key.Right;

    public View View => Outcome is null ? _view : throw new InvalidOperationException("the episode is over");

    public Outcome? Outcome { get; }

    public IEpisode After(string reply)
    {
        if (Outcome is not null)
        {
            throw new ArgumentException("the episode is over", nameof(reply));
        }

        if (_item.Reply is ReplyForm.OneOf form && !form.Replies.Contains(reply))
        {
            throw new ArgumentException($"\"{reply}\" is not one of {string.Join(", ", form.Replies)}", nameof(reply));
        }

        var right = _item.Key.Accepts(reply);
        return new FieldEpisode(this, new Outcome(right ? 1 : 0, Feedback(right)));
    }

    private static string QuestionWithChoices(FieldItem item, Wordings words)
    {
        var text = new StringBuilder(item.Question);
        for (var i = 0; i < (item.Choices?.Count ?? 0); i++)
        {
            text.Append('\n').Append(Fill(
                words, "choice", ("letter", AnswerKey.Choice.LetterOf(i)), ("text", item.Choices![i])));
        }

        return text.ToString();
    }

    private string Feedback(bool right)
    {
        var verdict = right ? "right" : "wrong";
        if (!_tells)
        {
            return Fill(_words, $"exam.{verdict}");
        }

        return Fill(_words, $"practice.{verdict}", ("answer", RightReply), ("why", _item.Explanation));
    }

    // These sections have one phrasing each, so the generator draws nothing.
    private static string Fill(Wordings words, string section, params ReadOnlySpan<(string, string)> values) =>
        words.Say(new Rng(0), section, values);
}
