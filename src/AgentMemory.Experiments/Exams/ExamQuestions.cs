using AgentMemory.Core.Episodes;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>
/// The questions of a trial's tasks that exams alone may ask, as they read: all of them where the partition lists them, else those that
/// this trial's exams ask.
/// </summary>
public sealed class ExamQuestions
{
    private static readonly char[] Breaks = ['\r', '\n', '\t', ' '];
    private readonly Lazy<HashSet<string>> _views;

    /// <param name="tasks">The trial's.</param>
    /// <param name="sampled">The questions that exams ask of a task which has too many to list.</param>
    public ExamQuestions(IReadOnlyList<PlannedTask> tasks, Func<PlannedTask, IEnumerable<IEpisode>> sampled) => _views = new(() =>
    [
        .. tasks.Where(task => task.Task.Partition is { IsKnown: true, Value.IsInferable: true })
            .SelectMany(task => task.Task.Partition.Value!.ExamQuestions ?? sampled(task)).Select(question => OnOneLine(question.View.Text)),
    ]);

    /// <summary>Whether one of them occurs in a text, in upper or lower case and however its lines are broken.</summary>
    public bool OccurIn(string text)
    {
        var line = OnOneLine(text);
        return _views.Value.Any(view => line.Contains(view, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a text is one of them, however its lines are broken; that a longer one only begins so is nothing.</summary>
    public bool Ask(string view) => _views.Value.Contains(OnOneLine(view));

    private static string OnOneLine(string text) => string.Join(' ', text.Split(Breaks, StringSplitOptions.RemoveEmptyEntries));
}
