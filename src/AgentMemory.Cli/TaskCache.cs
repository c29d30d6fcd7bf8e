using AgentMemory.Core;
using AgentMemory.Evaluation;

namespace AgentMemory.Cli;

/// <summary>The catalogue's tasks by their names. Each is made once: some take seconds to solve, and all learners meet the same.</summary>
internal sealed class TaskCache(PromptBook prompts) : ITaskSource
{
    private readonly Dictionary<string, ITask> _made = new(StringComparer.Ordinal);

    public ITask Make(string name) => _made.TryGetValue(name, out var task) ? task : _made[name] = Catalogue.Task(name, prompts);
}
