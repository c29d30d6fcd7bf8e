namespace AgentMemory.Core.Tasks;

/// <summary>Every task there is, by name.</summary>
public interface ITaskCatalogue
{
    /// <summary>The family that a name begins with; null for a file, whose world is the file's own.</summary>
    /// <exception cref="UserErrorException">There is no such family.</exception>
    ITaskFamily? FamilyOf(string name);

    /// <summary>The task of a name.</summary>
    /// <exception cref="UserErrorException">There is no such task, or a parameter cannot be used.</exception>
    ITask Make(string name);
}
