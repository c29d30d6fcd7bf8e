using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Questions;

/// <summary>The partition of a file's questions, named by their ids.</summary>
internal sealed class QuestionPartition : IQuestionPartition
{
    /// <summary>Most questions that every exam asks; of more, an exam is a sample.</summary>
    public const int AskedMax = 256;

    private readonly Dictionary<string, QuestionPart> _parts;
    private readonly Func<ulong, IEpisode> _met;
    private readonly Lazy<IReadOnlyList<IEpisode>?> _exam;
    private readonly Lazy<IReadOnlyList<IEpisode>> _practice;

    /// <param name="split">Which question is where.</param>
    /// <param name="ask">A question as an exam asks it.</param>
    /// <param name="met">A question of practice, as an exam asks it.</param>
    public QuestionPartition(QuestionSplit split, Func<Question, IEpisode> ask, Func<ulong, IEpisode> met)
    {
        _parts = split.Practice.Select(question => (question.Id, Part: QuestionPart.Practice))
            .Concat(split.Exam.Select(question => (question.Id, Part: QuestionPart.Exam)))
            .ToDictionary(pair => pair.Id, pair => pair.Part, StringComparer.Ordinal);
        _met = met;
        _exam = new(() => split.Exam.Count <= AskedMax ? [.. split.Exam.Select(ask)] : null);
        _practice = new(() => [.. split.Practice.Select(ask)]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IEpisode>? ExamQuestions => _exam.Value;

    /// <inheritdoc/>
    public IReadOnlyList<IEpisode>? PracticeQuestions => _practice.Value;

    public string KeyOf(IEpisode episode) => ((QuestionEpisode)episode).Question.Id;

    public QuestionPart PartOf(string key) => _parts.GetValueOrDefault(key, QuestionPart.Spare);

    public IEpisode Met(ulong seed) => _met(seed);
}
