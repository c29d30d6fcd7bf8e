namespace AgentMemory.Training.Lessons;

/// <summary>A lesson that a person brought, in words.</summary>
/// <param name="Prompt">Read.</param>
/// <param name="Completion">To be written.</param>
/// <param name="Weight">Factor of what its tokens count; never 0.</param>
/// <param name="Line">Where it stands in its file, from 1.</param>
public sealed record TextLesson(string Prompt, string Completion, double Weight = 1, int Line = 0)
{
    /// <summary>What was said before the model's chat form put its marks around it; empty for a prompt with a completion.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>Fields of its line that no lesson has, in quotes; empty where there are none.</summary>
    public string Unread { get; init; } = "";

    /// <summary>Whether the chat form writes an answer otherwise than it asks for one, so that prompt and answer are put together here.</summary>
    public bool IsRejoined { get; init; }
}
