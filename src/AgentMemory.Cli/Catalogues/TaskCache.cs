using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Cli.Catalogues;

/// <summary>The catalogue's tasks by their names. Each is made once: some take seconds to solve, and all learners meet the same.</summary>
internal sealed class TaskCache(PromptBook prompts, CancellationToken cancellation) : ITaskCatalogue
{
    private readonly TaskCatalogue _catalogue = new(prompts, cancellation);
    private readonly Dictionary<string, ITask> _made = new(StringComparer.Ordinal);

    public ITaskFamily? FamilyOf(string name) => _catalogue.FamilyOf(name);

    public ITask Make(string name) => _made.TryGetValue(name, out var task) ? task : _made[name] = _catalogue.Make(name);
}
