namespace AgentMemory.Training.Lessons;

/// <summary>A line of a lesson file cannot be used.</summary>
/// <param name="column">In characters from 1, or null where the whole line is meant.</param>
/// <param name="why">Without the place.</param>
internal sealed class LessonLineException(int? column, string why) : Exception(why)
{
    /// <summary>In characters from 1.</summary>
    public int? Column { get; } = column;
}
