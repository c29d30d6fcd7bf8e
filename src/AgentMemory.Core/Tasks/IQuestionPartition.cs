using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Tasks;

/// <summary>Which part of a task's questions a question belongs to. Every question belongs to exactly one.</summary>
public enum QuestionPart
{
    /// <summary>Practice draws from these.</summary>
    Practice,

    /// <summary>Asked at exams alone; neither practice nor a question that a learner makes for itself may be one of them.</summary>
    Exam,

    /// <summary>In neither; free for questions that a learner makes for itself.</summary>
    Spare,
}

/// <summary>
/// The closed partition of a task whose episodes are questions; a question may take several replies.
/// <see cref="ITask.Practice"/> gives questions of the practice part alone, <see cref="ITask.Exam"/> of the exam part alone. Two
/// episodes ask the same question exactly when their keys are equal.
/// </summary>
public interface IQuestionPartition
{
    /// <summary>Names the question that an episode of this task asks, whatever has been replied so far; stable over runs.</summary>
    string KeyOf(IEpisode episode);

    /// <summary>The part that a question belongs to.</summary>
    QuestionPart PartOf(string key);

    /// <summary>
    /// Every question of the exam part, in a fixed order, asked as at an exam; null where there are too many to ask each, so that an
    /// exam is a sample by <see cref="ITask.Exam"/>.
    /// </summary>
    IReadOnlyList<IEpisode>? ExamQuestions { get; }

    /// <summary>
    /// False for a control, in which practice tells nothing about the exam part, so that no learner can leave chance there. The score is
    /// then that of questions of the practice part, and <see cref="ITask.Exam"/> asks these; <see cref="ExamQuestions"/> stay askable, to
    /// show that they are answered by chance.
    /// </summary>
    bool IsInferable => true;

    /// <summary>Every question of the practice part, in a fixed order, asked as at an exam; null where there are too many to list.</summary>
    IReadOnlyList<IEpisode>? PracticeQuestions => null;

    /// <summary>
    /// Every question that is in neither part and can be asked, in a fixed order, asked as at an exam: free for learners that need inputs
    /// without answers. Null where there are none, or too many to list.
    /// </summary>
    IReadOnlyList<IEpisode>? SpareQuestions => null;

    /// <summary>A question of the practice part, asked as at an exam: the right answer is not told.</summary>
    IEpisode Met(ulong seed);
}

/// <summary>A question whose reply is one of a few, marked by where a player ranks the right one.</summary>
public interface IRankedQuestion : IEpisode
{
    /// <summary>
    /// What a ranking by these figures is worth, one for each legal reply in its order, the highest first; the mean over the orders of
    /// equal figures. Already on the scale of scores: its mean over all orders is 0 and the best ranking has 1, so that neither
    /// <see cref="ITask.Floor"/> nor <see cref="ITask.Ceiling"/>, which are of <see cref="Outcome.Score"/>, are to be applied to it.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one figure for each reply, or one is not a number.</exception>
    double Mark(IReadOnlyList<double> figures);
}
