using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Prompts;

/// <summary>Makes a task's recollection once, so that the same object comes back for every turn of the task.</summary>
internal sealed class RecollectionCache
{
    private readonly Dictionary<string, Recollection> _byTask = new(StringComparer.Ordinal);
    private readonly Func<Turn, Recollection> _make;

    public RecollectionCache(Func<Turn, Recollection> make)
    {
        _make = make;
    }

    public Recollection Of(Turn turn) => _byTask.TryGetValue(turn.TaskId, out var known)
        ? known
        : _byTask[turn.TaskId] = _make(turn);
}
