namespace AgentMemory.Tests.Terminal;

/// <summary>A clock that goes on when it is told to.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _seconds;

    public void Pass(double seconds) => _seconds += (long)(1000 * seconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
