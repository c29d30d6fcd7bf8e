using AgentMemory.Core.Tasks;

namespace AgentMemory.Cli.Texts;

/// <summary>Tasks in a few words.</summary>
internal static class TaskText
{
    /// <summary>What its exam is, as in "exact, 74 decision states".</summary>
    public static string Exam(ITask task) =>
        task.Partition.Value is { ExamQuestions: { } questions } ? FormattableString.Invariant($"{questions.Count} held-out questions, each asked")
        : task.Partition.IsKnown ? "held-out questions, a sample of them"
        : task.StateExam.Value is { } exam ? FormattableString.Invariant($"exact, {exam.States.Count} decision states")
        : $"a sample of plays, since an exact one is not available: {task.StateExam.WhyNot}";

    /// <summary>What it hides, as in "5.39", or why that is not known.</summary>
    public static string Bits(ITask task) => task.HiddenBits.IsKnown
        ? FormattableString.Invariant($"{task.HiddenBits.Value:0.##}")
        : $"not available: {task.HiddenBits.WhyNot}";
}
