namespace AgentMemory.Core.Tasks;

/// <summary>Says in a few words what a task's exam is.</summary>
public static class ExamSummary
{
    /// <summary>As in "exact, 74 decision states".</summary>
    public static string Of(ITask task) =>
        task.Partition.Value is { ExamQuestions: { } questions } ? FormattableString.Invariant($"{questions.Count} held-out questions, each asked")
        : task.Partition.IsKnown ? "held-out questions, a sample of them"
        : task.StateExam.Value is { } exam ? FormattableString.Invariant($"exact, {exam.States.Count} decision states")
        : $"a sample of plays, since an exact one is not available: {task.StateExam.WhyNot}";

    /// <summary>As in "5.39", or why it is not known.</summary>
    public static string BitsOf(ITask task) => task.HiddenBits.IsKnown
        ? FormattableString.Invariant($"{task.HiddenBits.Value:0.##}")
        : $"not available: {task.HiddenBits.WhyNot}";
}
