using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Lives;

/// <summary>Shows an exact reader games that were played.</summary>
public static class ExactReading
{
    /// <summary>Plays the practice episode again, reply by reply, before the reader's eyes.</summary>
    public static void Observe(IDemonstrator reader, ITask task, EpisodeRecord episode)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(episode);
        var moment = task.Practice(episode.Seed);
        foreach (var move in episode.Moves)
        {
            var after = moment.After(move.Reply);
            reader.Observe(moment, move.Reply, after);
            moment = after;
        }
    }
}
