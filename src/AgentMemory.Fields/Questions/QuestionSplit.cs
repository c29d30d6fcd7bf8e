using AgentMemory.Core;

namespace AgentMemory.Fields.Questions;

/// <summary>
/// Which questions practice shows and which only exams ask, for good. It follows from the seed and from what is asked, so the order of a
/// file's lines does not matter.
/// </summary>
internal sealed record QuestionSplit(IReadOnlyList<Question> Practice, IReadOnlyList<Question> Exam)
{
    /// <summary>Splits a file's questions.</summary>
    /// <param name="questions">In the file's order, which both parts keep.</param>
    /// <param name="settings">The share, the seed, and whether practice alone is split once more.</param>
    /// <param name="name">Names the file in errors.</param>
    /// <exception cref="UserErrorException">One of the parts would be empty.</exception>
    public static QuestionSplit Of(IReadOnlyList<Question> questions, QuestionSettings settings, string name)
    {
        var whole = Split(questions, settings, settings.Seed);
        if (whole.Exam.Count == 0)
        {
            throw new UserErrorException(settings.ByTopics
                ? $"{name}: all questions are of one topic, so none can be held out; name more topics, or leave split=topics out"
                : $"{name}: every topic has one question, and a topic's only question is practised; "
                    + "name alike what belongs to one topic, or take split=topics");
        }

        return settings.Tuning == 0 ? whole
            : Split(whole.Practice, settings, (ulong)settings.Tuning) is { Exam.Count: > 0 } part ? part
            : throw new UserErrorException($"{name}: what practice asks is too little to be split once more; leave tuning out");
    }

    /// <summary>Whether what practice asks can be split once more.</summary>
    public static bool CanTune(IReadOnlyList<Question> questions, QuestionSettings settings) =>
        Split(Split(questions, settings, settings.Seed).Practice, settings, (ulong)settings.Tuning).Exam.Count > 0;

    // The exam is empty where nothing can be held out.
    private static QuestionSplit Split(IReadOnlyList<Question> questions, QuestionSettings settings, ulong seed)
    {
        var root = new Rng(seed).Fork("split").Seed;
        var topics = questions.GroupBy(question => AnswerText.Folded(question.Topic), StringComparer.Ordinal).ToList();
        var held = settings.ByTopics
            ? topics.OrderBy(topic => Draw(root, topic.Key)).Take(Count(topics.Count, settings.ExamShare)).SelectMany(topic => topic).ToHashSet()
            : topics.SelectMany(topic => topic.OrderBy(question => Draw(root, question.Asked)).Take(Count(topic.Count(), settings.ExamShare))).ToHashSet();
        return new QuestionSplit([.. questions.Where(question => !held.Contains(question))], [.. questions.Where(held.Contains)]);
    }

    /// <summary>As many of so many are held out: one at least, and one at least is left; the only one is practised.</summary>
    private static int Count(int all, double share) =>
        all < 2 ? 0 : Math.Clamp((int)Math.Round(share * all, MidpointRounding.AwayFromZero), 1, all - 1);

    private static (ulong, string) Draw(ulong root, string text) => (Rng.Mix(root, Rng.Hash(text)), text);
}
