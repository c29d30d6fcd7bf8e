namespace AgentMemory.Core;

/// <summary>A way to make tasks: parameters and a seed in, a task out.</summary>
public interface ITaskFamily
{
    /// <summary>The word users type before the question mark.</summary>
    string Name { get; }

    TaskKind Kind { get; }

    /// <summary>One line for the list.</summary>
    string Summary { get; }

    /// <summary>Every parameter it takes, seed included.</summary>
    IReadOnlyList<TaskParameter> Parameters { get; }

    /// <summary>The task these parameters name: the same one every time.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    ITask Create(TaskParameters parameters);
}

/// <summary>A parameter of a family, as shown to users.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Default">What holds when it is left out.</param>
/// <param name="Meaning">One line, with the allowed range.</param>
public sealed record TaskParameter(string Name, string Default, string Meaning)
{
    /// <summary>The parameter that every family takes.</summary>
    public static TaskParameter Seed { get; } = new("seed", "1", $"rules every random choice, {Ranges.Seed}");
}
