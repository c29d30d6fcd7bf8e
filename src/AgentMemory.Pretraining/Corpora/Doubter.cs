using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Somebody who believes what was noted, or what held before, until something is seen that cannot be so; from then on
/// only what was seen counts. So play follows notes and habit exactly as long as the history does not contradict them.
/// </summary>
internal sealed class Doubter : IDemonstrator
{
    private readonly IDemonstrable _task;
    private readonly IDemonstrator _believer;
    private readonly IDemonstrator _witness;
    private readonly IReadOnlyList<string> _beliefs;
    private readonly List<(IEpisode Before, string Reply, IEpisode After)> _seen = [];

    /// <param name="task">The world as it is.</param>
    /// <param name="read">What the believer has read.</param>
    /// <param name="beliefs">Everything that would be true in the world believed in.</param>
    public Doubter(IDemonstrable task, IReadOnlyList<string> read, IReadOnlyList<string> beliefs)
    {
        _task = task;
        _believer = task.Demonstrate();
        _witness = task.Demonstrate();
        _believer.Read(read);
        _beliefs = beliefs;
    }

    /// <summary>Whether something was seen that the beliefs rule out.</summary>
    public bool Doubts { get; private set; }

    /// <summary>What was seen to be so; nothing while all is still believed.</summary>
    public IReadOnlyList<string> Notes => Doubts ? _witness.Notes : [];

    public string Choose(IEpisode episode) => (Doubts ? _witness : _believer).Choose(episode);

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
        _witness.Observe(before, reply, after);
        if (!Doubts)
        {
            _believer.Observe(before, reply, after);
            _seen.Add((before, reply, after));
            Doubts = AreRefuted();
        }
    }

    public void Read(IReadOnlyList<string> notes)
    {
        _witness.Read(notes);
        _believer.Read(notes);
    }

    // Either something is known that is not believed; or, to one who has seen everything, the beliefs can no longer be
    // told: what contradicts all that was seen teaches nothing.
    private bool AreRefuted()
    {
        if (_witness.Notes.Any(note => !_beliefs.Contains(note, StringComparer.Ordinal)))
        {
            return true;
        }

        var hindsight = _task.Demonstrate();
        foreach (var (before, reply, after) in _seen)
        {
            hindsight.Observe(before, reply, after);
        }

        hindsight.Read(_beliefs);
        return !_beliefs.All(belief => hindsight.Notes.Contains(belief, StringComparer.Ordinal));
    }
}
