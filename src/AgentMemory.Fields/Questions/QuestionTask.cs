using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Fields.Questions;

/// <summary>
/// Somebody's own questions as a task: practice asks some and tells the right answers, exams ask others of the same topics. Immutable and
/// safe to share between threads.
/// </summary>
public sealed class QuestionTask : ITask
{
    private const string NoLaw = "the file says no law by which one answer follows from others";
    private readonly QuestionSettings _settings;
    private readonly QuestionSplit _split;
    private readonly WrittenReplies _written;
    private readonly bool _isRanked;

    internal QuestionTask(string family, QuestionSettings settings, QuestionSource source)
    {
        (Family, _settings) = (family, settings);
        Id = settings.IdOf(source.Sha256);
        Documents = [.. source.Documents.Select(document => document.ToDocument(settings.OpenBook))];
        var questions = QuestionFile.Parse(source.Name, source.Questions);
        _split = QuestionSplit.Of(questions, settings, source.Name);
        _written = WrittenReplies.Of(questions);
        _isRanked = questions.All(question => question.Choices is not null);
        Floor = _split.Exam.Average(question => question.Chance);
        Partition = new QuestionPartition(_split, AtExam, seed => AtExam(Drawn("met", seed, _split.Practice)));
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Family { get; }

    /// <inheritdoc/>
    public TaskKind Kind => TaskKind.Field;

    /// <inheritdoc/>
    public IReadOnlyList<Document> Documents { get; }

    /// <summary>How much of the answers the documents tell, nobody has said; without them, guessing is all that is left.</summary>
    public HiddenShare Hidden { get; } = new("the answers, as far as the documents do not tell them", 0);

    /// <inheritdoc/>
    public Known<double> HiddenBits { get; } = Known<double>.Not(NoLaw);

    /// <inheritdoc/>
    public Known<IEvidence> Evidence { get; } = Known<IEvidence>.Not(NoLaw);

    /// <inheritdoc/>
    public Known<IQuestionPartition> Partition { get; }

    /// <inheritdoc/>
    public Known<IStateExam> StateExam { get; } = Known<IStateExam>.Not("its episodes are single questions");

    /// <summary>
    /// Chance of a right answer by guessing among the choices, over the exam's questions; 0 for those that are written. What a model knows
    /// beforehand is not in it: the exam of block 0 measures that.
    /// </summary>
    public double Floor { get; }

    /// <inheritdoc/>
    public double Ceiling => 1;

    /// <summary>How many questions each topic has in practice and at exams, in the order of the file.</summary>
    public IReadOnlyList<QuestionTopic> Topics =>
    [
        .. _split.Practice.Select(question => (Question: question, IsExam: false)).Concat(_split.Exam.Select(question => (Question: question, IsExam: true)))
            .OrderBy(pair => pair.Question.Line).GroupBy(pair => AnswerText.Folded(pair.Question.Topic), StringComparer.Ordinal)
            .Select(topic => new QuestionTopic(
                topic.First().Question.Topic, topic.Count(pair => !pair.IsExam), topic.Count(pair => pair.IsExam))),
    ];

    /// <summary>
    /// The score at the exam, raw, of a player who always gives the answer that practice gave most often in the topic: what is to be had
    /// without knowing anything about a question.
    /// </summary>
    public double UsualAnswerScore
    {
        get
        {
            var usual = _split.Practice.GroupBy(question => AnswerText.Folded(question.Topic), StringComparer.Ordinal)
                .ToDictionary(topic => topic.Key, UsualAnswer, StringComparer.Ordinal);
            return _split.Exam.Average(question =>
                usual.TryGetValue(AnswerText.Folded(question.Topic), out var answer) && question.Accepts(answer, _settings.IsExact) ? 1.0 : 0.0);
        }
    }

    /// <inheritdoc/>
    public IEpisode Practice(ulong seed) => new QuestionEpisode(Ask(Drawn("practice", seed, _split.Practice)), tells: true);

    /// <inheritdoc/>
    public IEpisode Exam(ulong seed) => AtExam(Drawn("exam", seed, _split.Exam));

    /// <summary>
    /// A sheet of exam questions in an order that the seed draws; no more than there are. Their level is recall: what else a question
    /// asks of the reader, a file does not say.
    /// </summary>
    public ExamPaper Paper(int items, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        Question[] order = [.. _split.Exam];
        new Rng(Rng.Mix(_settings.Seed, seed)).Fork("paper").Shuffle(order.AsSpan());
        return new ExamPaper(Id, [.. order.Take(items).Select(question => new ExamItem(question.Id, ItemOf(question)))]);
    }

    private FieldItem ItemOf(Question question)
    {
        var asked = Ask(question);
        return new FieldItem
        {
            Level = ItemLevel.Recall,
            Concepts = [question.Topic],
            Question = question.Text,
            Choices = question.Choices is null ? null : asked.Shown,
            Key = new AnswerKey.AsWritten { Right = question.Answers[0], Check = reply => question.Accepts(TextOf(reply, asked), _settings.IsExact) },
            Explanation = "",
            Fact = question.Id,
            Unstated = [],
            Floor = question.Chance,
            Changed = false,
            Reply = asked.View.Reply,
        };
    }

    // A sheet is answered by a choice's text or by its letter.
    private static string TextOf(string reply, AskedQuestion asked)
    {
        var folded = AnswerText.Folded(reply);
        var letter = folded.TrimEnd(')');
        return asked.Shown.FirstOrDefault(choice => AnswerText.Folded(choice) == folded)
            ?? asked.Shown.Index().FirstOrDefault(choice => AnswerKey.Choice.LetterOf(choice.Index) == letter).Item
            ?? reply;
    }

    private IEpisode AtExam(Question question) =>
        _isRanked ? new RankedQuestionEpisode(Ask(question)) : new QuestionEpisode(Ask(question), tells: false);

    private AskedQuestion Ask(Question question)
    {
        var shown = Shown(question);
        return new AskedQuestion
        {
            Question = question,
            View = new View(
                shown.Length == 0 ? question.Text
                : _settings.ByLetters ? string.Join('\n', shown.Select((choice, i) => $"{AnswerKey.Choice.LetterOf(i)}) {choice}").Prepend(question.Text))
                : $"{question.Text}\n{string.Join(" / ", shown)}",
                shown.Length > 0 ? new ReplyForm.OneOf(_settings.ByLetters ? [.. shown.Select((_, i) => AnswerKey.Choice.LetterOf(i))] : shown)
                : question.IsNumber ? _written.Number
                : _written.Text),
            Shown = shown,
            ByLetters = _settings.ByLetters,
            IsExact = _settings.IsExact,
        };
    }

    // Many files list the right choice first. The order is a question's own, so that practice and exam show the same.
    private string[] Shown(Question question)
    {
        string[] shown = [.. question.Choices ?? []];
        new Rng(Rng.Mix(_settings.Seed, Rng.Hash(question.Asked))).Fork("choices").Shuffle(shown.AsSpan());
        return shown;
    }

    private Question Drawn(string purpose, ulong seed, IReadOnlyList<Question> among) =>
        new Rng(Rng.Mix(_settings.Seed, seed)).Fork(purpose).Pick(among);

    private static string UsualAnswer(IEnumerable<Question> practised) => practised
        .GroupBy(question => AnswerText.Folded(question.Answers[0]), StringComparer.Ordinal)
        .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).First().First().Answers[0];
}

/// <summary>A topic of a file of questions.</summary>
/// <param name="Name">As the file spells it first.</param>
/// <param name="Practice">Questions that practice asks.</param>
/// <param name="Exam">Questions that exams alone ask.</param>
public sealed record QuestionTopic(string Name, int Practice, int Exam);
