namespace AgentMemory.Fields.Tasks;

/// <summary>A sheet of different exam items.</summary>
/// <param name="Field">The field's id.</param>
/// <param name="Items">The levels in turn.</param>
public sealed record ExamPaper(string Field, IReadOnlyList<ExamItem> Items);
