namespace AgentMemory.Core.Tasks;

/// <summary>Which of a task's siblings is meant.</summary>
public enum TaskTwin
{
    /// <summary>The task itself.</summary>
    None,

    /// <summary>The same laws under other names, to price what names alone give away.</summary>
    Scrambled,

    /// <summary>The same names with one law changed, to tell understanding from remembering.</summary>
    Varied,
}
