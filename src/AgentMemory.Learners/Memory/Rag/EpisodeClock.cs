namespace AgentMemory.Learners.Memory.Rag;

/// <summary>A clock that stands still at a count of episodes, one second each.</summary>
internal sealed class EpisodeClock(int episodes) : TimeProvider
{
    public static DateTimeOffset Moment(int episodes) => DateTimeOffset.UnixEpoch.AddSeconds(episodes);

    public override DateTimeOffset GetUtcNow() => Moment(episodes);
}
