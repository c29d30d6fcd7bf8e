using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Tasks;

/// <summary>Counts, of the bits that a task hides, those that a transcript has made available to an exact reader.</summary>
public interface IEvidence
{
    /// <summary>A meter that has read nothing.</summary>
    IEvidenceMeter Begin();

    /// <summary>What an exact reader scores who is told less than a transcript tells, or more.</summary>
    /// <param name="asked">Keys of the exam's questions; null asks all.</param>
    Known<IEvidenceCurves> Curves(IReadOnlyCollection<string>? asked = null) => Known<IEvidenceCurves>.Not("not worked out for this family");
}

/// <summary>Reads a transcript game by game. Holds state: one for each transcript. Not thread-safe.</summary>
public interface IEvidenceMeter
{
    /// <summary>
    /// E(n): bits, from 0 to <see cref="ITask.HiddenBits"/>, by which the games read so far narrow down the worlds that are possible;
    /// the entropy of the prior less that of the posterior. Where worlds are equally likely it never falls.
    /// </summary>
    double Bits { get; }

    /// <summary>Reads one more game of the task, practice alone.</summary>
    void Read(EpisodeRecord episode);
}

/// <summary>The evidence of a task whose documents tell all: there is nothing to find out.</summary>
public sealed class NothingToFind : IEvidence, IEvidenceMeter
{
    private NothingToFind()
    {
    }

    /// <summary>There is nothing that two could differ in.</summary>
    public static NothingToFind Instance { get; } = new();

    /// <inheritdoc/>
    public double Bits => 0;

    /// <inheritdoc/>
    public IEvidenceMeter Begin() => this;

    /// <inheritdoc/>
    public void Read(EpisodeRecord episode)
    {
    }
}
