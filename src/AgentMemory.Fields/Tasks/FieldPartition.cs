using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Tasks;

/// <summary>The partition of a field's questions by what they ask for: each fact is practice's or the exam's for good.</summary>
internal sealed class FieldPartition(Func<string, bool> isPractice, Func<ulong, IEpisode> met) : IQuestionPartition
{
    /// <summary>
    /// Null: which part a fact belongs to is closed, but facts are drawn, level by level, each in one of several wordings, and a field of
    /// four concepts has more than can be listed. An exam is a sample; what a learner makes for itself is held to that very sample.
    /// </summary>
    public IReadOnlyList<IEpisode>? ExamQuestions => null;

    public string KeyOf(IEpisode episode) => ((FieldEpisode)episode).Fact;

    public QuestionPart PartOf(string key) => isPractice(key) ? QuestionPart.Practice : QuestionPart.Exam;

    public IEpisode Met(ulong seed) => met(seed);
}
