using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// Inputs of a trial's tasks without their answers: questions of the practice part and of the part that is free for self-made questions
/// where a partition lists them, else first views of fresh practice episodes. None that exams alone may ask, by the partition and as it
/// reads.
/// </summary>
public sealed class UnlabelledInputs
{
    // Fresh practice episodes repeat where a task has few starts.
    private const int DrawsEach = 4;
    private readonly IReadOnlyList<PlannedTask> _tasks;
    private readonly Func<string, bool> _isExamQuestion;

    /// <param name="tasks">The trial's.</param>
    /// <param name="isExamQuestion">Whether a view is a question that exams alone may ask; see <see cref="ExamQuestions"/>.</param>
    public UnlabelledInputs(IReadOnlyList<PlannedTask> tasks, Func<string, bool> isExamQuestion) =>
        (_tasks, _isExamQuestion) = (tasks, isExamQuestion);

    /// <summary>Different views of a task, at most so many, in an order that chance decides.</summary>
    /// <exception cref="ArgumentException">The task is none of the trial's.</exception>
    public IReadOnlyList<View> Draw(string taskId, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        var task = _tasks.FirstOrDefault(planned => planned.Task.Id == taskId)?.Task
            ?? throw new ArgumentException($"no task of the trial is {taskId}", nameof(taskId));
        var partition = task.Partition.Value;
        return count == 0 ? [] :
        [
            .. Candidates(task, partition, count, rng)
                .Where(episode => episode.Outcome is null && partition?.PartOf(partition.KeyOf(episode)) != QuestionPart.Exam)
                .Select(episode => episode.View).DistinctBy(view => view.Text, StringComparer.Ordinal)
                .Where(view => !_isExamQuestion(view.Text)).Take(count),
        ];
    }

    private static IEnumerable<IEpisode> Candidates(ITask task, IQuestionPartition? partition, int count, Rng rng)
    {
        if (partition?.PracticeQuestions is not { } practice)
        {
            return Enumerable.Range(0, (int)Math.Min(int.MaxValue, (long)DrawsEach * count)).Select(number => task.Practice(rng.Fork("start", number).Seed));
        }

        IEpisode[] all = [.. practice, .. partition.SpareQuestions ?? []];
        rng.Fork("order").Shuffle<IEpisode>(all);
        return all;
    }
}
