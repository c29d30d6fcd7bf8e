namespace AgentMemory.Evaluation;

/// <summary>The questions of a trial's tasks that exams alone may ask, as they read.</summary>
public sealed class ExamQuestions
{
    private readonly HashSet<string> _views;

    public ExamQuestions(IReadOnlyList<PlannedTask> tasks) => _views =
    [
        .. tasks.Select(task => task.Task.Partition).Where(partition => partition.IsKnown && partition.Value.IsInferable)
            .SelectMany(partition => partition.Value!.ExamQuestions ?? []).Select(question => question.View.Text),
    ];

    /// <summary>Whether one of them occurs in a text, in upper or lower case.</summary>
    public bool OccurIn(string text) => _views.Any(view => text.Contains(view, StringComparison.OrdinalIgnoreCase));
}
