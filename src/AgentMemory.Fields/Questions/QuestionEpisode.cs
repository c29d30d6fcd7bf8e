using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Questions;

/// <summary>A question as it is asked: its view, and what may be replied.</summary>
internal sealed record AskedQuestion
{
    public required Question Question { get; init; }

    public required View View { get; init; }

    /// <summary>The choices in the order in which they are shown; empty where the answer is written.</summary>
    public required IReadOnlyList<string> Shown { get; init; }

    public required bool ByLetters { get; init; }

    public required bool IsExact { get; init; }

    /// <summary>The reply that is told to be right.</summary>
    public string Right => ByLetters && Shown.Count > 0
        ? AnswerKey.Choice.LetterOf(Shown.ToList().IndexOf(Question.Answers[0]))
        : Question.Answers[0];

    /// <summary>Whether a reply in the view's form is right.</summary>
    public bool Accepts(string reply) => Question.Accepts(
        ByLetters && Shown.Count > 0 ? Shown[((ReplyForm.OneOf)View.Reply).Replies.ToList().IndexOf(reply)] : reply, IsExact);
}

/// <summary>One question and its reply. Practice tells the right reply afterwards, an exam does not.</summary>
internal class QuestionEpisode : IEpisode
{
    private static readonly Wordings Words = Wordings.Of("common");
    private readonly AskedQuestion _asked;
    private readonly bool _tells;

    public QuestionEpisode(AskedQuestion asked, bool tells)
        : this(asked, tells, null)
    {
    }

    protected QuestionEpisode(AskedQuestion asked, bool tells, Outcome? outcome) => (_asked, _tells, Outcome) = (asked, tells, outcome);

    /// <summary>What is asked.</summary>
    public Question Question => _asked.Question;

    public View View => Outcome is null ? _asked.View : throw new InvalidOperationException("the episode is over");

    public Outcome? Outcome { get; }

    protected AskedQuestion Asked => _asked;

    public IEpisode After(string reply) => With(OutcomeOf(reply));

    protected virtual IEpisode With(Outcome outcome) => new QuestionEpisode(_asked, _tells, outcome);

    private Outcome OutcomeOf(string reply)
    {
        if (Outcome is not null)
        {
            throw new ArgumentException("the episode is over", nameof(reply));
        }

        if (_asked.View.Reply is ReplyForm.OneOf form && !form.Replies.Contains(reply))
        {
            throw new ArgumentException($"\"{reply}\" is not one of {string.Join(", ", form.Replies)}", nameof(reply));
        }

        var isRight = _asked.Accepts(reply);
        var (score, verdict) = (isRight ? 1 : 0, isRight ? "right" : "wrong");
        return _tells
            ? new Outcome(score, Told($"practice.{verdict}")) { RightReply = _asked.Right }
            : new Outcome(score, Words.Lines($"exam.{verdict}")[0]);
    }

    // What a user wrote may hold braces of its own, so it is filled in last; there is no explanation to tell.
    private string Told(string section) =>
        Words.Lines(section)[0].Replace("{why}", "", StringComparison.Ordinal).TrimEnd().Replace("{answer}", _asked.Right, StringComparison.Ordinal);
}

/// <summary>A question with choices at an exam: it is marked by which choice a player ranks first.</summary>
internal sealed class RankedQuestionEpisode : QuestionEpisode, IRankedQuestion
{
    public RankedQuestionEpisode(AskedQuestion asked)
        : base(asked, tells: false)
    {
    }

    private RankedQuestionEpisode(AskedQuestion asked, Outcome outcome)
        : base(asked, tells: false, outcome)
    {
    }

    /// <inheritdoc/>
    /// <remarks>1 for a right choice, -chance / (1 - chance) for a wrong one; the mean over those that tie for the first place.</remarks>
    public double Mark(IReadOnlyList<double> figures)
    {
        var replies = ((ReplyForm.OneOf)Asked.View.Reply).Replies;
        if (figures.Count != replies.Count || figures.Any(double.IsNaN))
        {
            throw new ArgumentException($"{replies.Count} figures are needed, each a number", nameof(figures));
        }

        var highest = figures.Max();
        string[] first = [.. replies.Where((_, i) => figures[i] == highest)];
        var (right, chance) = ((double)first.Count(Asked.Accepts) / first.Length, Question.Chance);
        // Exactly 0 where all tie, and never -0.
        return right == chance ? 0 : (right - chance) / (1 - chance);
    }

    protected override IEpisode With(Outcome outcome) => new RankedQuestionEpisode(Asked, outcome);
}
