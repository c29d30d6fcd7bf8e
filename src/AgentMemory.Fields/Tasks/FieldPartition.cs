using AgentMemory.Core;

namespace AgentMemory.Fields;

/// <summary>The partition of a field's questions by what they ask for: each fact is practice's or the exam's for good.</summary>
internal sealed class FieldPartition(Func<string, bool> isPractice, Func<ulong, IEpisode> met) : IQuestionPartition
{
    /// <summary>Facts are drawn, level by level, and not listed: an exam is a sample.</summary>
    public IReadOnlyList<IEpisode>? ExamQuestions => null;

    public string KeyOf(IEpisode episode) => ((FieldEpisode)episode).Fact;

    public QuestionPart PartOf(string key) => isPractice(key) ? QuestionPart.Practice : QuestionPart.Exam;

    public IEpisode Met(ulong seed) => met(seed);
}
