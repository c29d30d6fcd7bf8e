using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Makes tasks from their names. The same name gives the same task.</summary>
public interface ITaskSource
{
    /// <exception cref="UserErrorException">There is no such task, or a parameter cannot be used.</exception>
    ITask Make(string name);
}
