using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Tasks;

/// <summary>Works out curves of one world; the tables behind them are made once. Safe to share between threads.</summary>
public interface IEvidenceCurves
{
    /// <summary>The curve of a transcript.</summary>
    /// <param name="games">Games of practice, in any order.</param>
    EvidenceCurve After(IReadOnlyList<EpisodeRecord> games);

    /// <summary>The mean score from which on the curve can be read backwards; below it the curve is so flat that a score says nothing of bits.</summary>
    double ReadableFrom => 0;
}

/// <summary>
/// An exact reader's expected score on the exam's questions, and the bits that it then has, along a grid of amounts r = i / 32, i = 0 to 64.
/// Up to r = 1 each question that the transcript answers is kept with probability r; beyond, all are kept and each other question of
/// practice is added with probability r - 1.
/// </summary>
/// <param name="Scores">By grid point, on the scale of <see cref="IRankedQuestion.Mark"/>.</param>
/// <param name="Bits">By grid point.</param>
public sealed record EvidenceCurve(IReadOnlyList<double> Scores, IReadOnlyList<double> Bits)
{
    /// <summary>Grid points up to where all of the transcript is kept.</summary>
    public const int Steps = 32;

    /// <summary>Grid points in all.</summary>
    public const int Points = (2 * Steps) + 1;
}
