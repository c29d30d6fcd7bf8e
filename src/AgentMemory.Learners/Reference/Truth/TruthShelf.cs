using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>Tasks by their ids, with what is true of them: only references look here.</summary>
internal sealed class TruthShelf
{
    private readonly string _learner;
    private readonly Func<string, ITask>? _make;
    private readonly Dictionary<string, ITask> _tasks = new(StringComparer.Ordinal);

    public TruthShelf(string learner, LearnerTools tools) => (_learner, _make) = (learner, tools.Tasks);

    /// <summary>The task of an id.</summary>
    public ITask Task(string id)
    {
        if (!_tasks.TryGetValue(id, out var task))
        {
            _tasks[id] = task = (_make ?? throw new UserErrorException($"learner {_learner}: tasks cannot be looked up here; run it in a comparison"))(id);
        }

        return task;
    }

    /// <summary>The task of an id as one whose truth can be told.</summary>
    /// <exception cref="UserErrorException">Its family tells no truth.</exception>
    public IDemonstrable Truth(string id) => Task(id) as IDemonstrable
        ?? throw new UserErrorException($"learner {_learner}: nobody can read {id} exactly; take another task, or leave the learner out");

    /// <summary>An exact reader that has seen these games of the task.</summary>
    public IDemonstrator ReaderOf(string id, IEnumerable<EpisodeRecord> episodes)
    {
        var reader = Truth(id).Demonstrate();
        foreach (var episode in episodes.Where(episode => episode.TaskId == id))
        {
            ExactReading.Observe(reader, Task(id), episode);
        }

        return reader;
    }
}
