using System.Globalization;

namespace AgentMemory.Training;

/// <summary>
/// How many threads train on a processor, and why. It is chosen once, when training starts, since the bits of the result depend
/// on it.
/// </summary>
/// <param name="Threads">At least one.</param>
/// <param name="Why">In words.</param>
public sealed record ThreadChoice(int Threads, string Why)
{
    /// <summary>Models with fewer weights train on one thread: threads wait for each other after every operation, and theirs are short.</summary>
    public const long WeightsMin = 2_000_000;

    /// <summary>Chooses.</summary>
    /// <param name="stated">What a person asks for; taken as it is.</param>
    /// <param name="before">What the run had before it was broken off: with it, it goes on to the same bits.</param>
    /// <param name="weights">Of the model.</param>
    /// <param name="cores">That this process may use.</param>
    /// <param name="busyCores">Cores that other processes keep busy; called only where it matters.</param>
    public static ThreadChoice Of(int? stated, int? before, long weights, int cores, Func<double> busyCores)
    {
        if (stated is { } asked)
        {
            return new ThreadChoice(asked, "as asked for");
        }

        if (before is { } earlier && earlier <= cores)
        {
            return new ThreadChoice(earlier, "as many as before the run was broken off");
        }

        if (weights < WeightsMin)
        {
            return new ThreadChoice(1, string.Create(
                CultureInfo.InvariantCulture, $"the model is small ({weights / 1e6:0.0} million weights), and more would wait for each other"));
        }

        var busy = (int)Math.Round(busyCores(), MidpointRounding.AwayFromZero);
        return busy == 0
            ? new ThreadChoice(cores, "one for each core, and no other process keeps one busy")
            : new ThreadChoice(Math.Max(1, cores - busy), $"other processes keep {busy} of {cores} cores busy; --threads takes another number");
    }

    /// <summary>For the person who waits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"training: {Threads} {(Threads == 1 ? "thread" : "threads")}: {Why}");
}
