using System.Globalization;
using Xunit;

namespace AgentMemory.Testing;

/// <summary>Long work that a token stops within the two seconds that are promised.</summary>
public static class Stopping
{
    /// <summary>Begins the work on another thread, stops it after a while, and holds it to the promise.</summary>
    /// <param name="work">Takes longer than <paramref name="after"/> when nobody stops it.</param>
    /// <param name="after">When it is stopped.</param>
    public static async Task WithinTwoSeconds(Action<CancellationToken> work, TimeSpan after)
    {
        using var stop = new CancellationTokenSource();
        var working = Task.Run(() => work(stop.Token));
        await Task.Delay(after);
        Assert.False(working.IsCompleted, "the work was done before it could be stopped, so that this test says nothing");
        var asked = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working.WaitAsync(TimeSpan.FromMinutes(2)));
        var took = TimeProvider.System.GetElapsedTime(asked);
        Assert.True(took < Allowed(), $"it went on for {took.TotalSeconds:F1} seconds where {Allowed().TotalSeconds:F1} are allowed");
    }

    // Two seconds of a machine of one's own; beside others who want the same cores a second is worth less.
    private static TimeSpan Allowed()
    {
        const string Load = "/proc/loadavg";
        var wanting = File.Exists(Load) ? double.Parse(File.ReadAllText(Load).Split(' ')[0], CultureInfo.InvariantCulture) : 0;
        return TimeSpan.FromSeconds(2) * Math.Max(1, wanting / Environment.ProcessorCount);
    }
}
