using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Reference.Shuffled;

/// <summary>
/// A learner that studies the same games with what they revealed permuted among the games of the block: as much training, or as long a
/// history, of the same inputs and replies, and nothing true in it. What it gains is what any training or history would give.
/// </summary>
public sealed class ShuffledLearner : ILearner, IAdapted
{
    private readonly ILearner _inner;

    /// <param name="id">The word users type: one class serves several entries of the catalogue, which differ in what learns.</param>
    /// <param name="inner">What learns.</param>
    public ShuffledLearner(string id, ILearner inner) => (Id, _inner) = (id, inner);

    public string Id { get; }

    public LearnerPath Path => LearnerPath.Reference;

    public IReadOnlyList<PracticeRound> Rounds(int episodes) => _inner.Rounds(episodes);

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _inner.Study(request with { Experience = Permuted(request.Experience, request.Rng.Fork("shuffle")) }, cancellation);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => _inner is IAdapted adapted ? adapted.Worn(artifact) : [];

    public IPlayer Open(Artifact? artifact) => _inner.Open(artifact);

    /// <summary>
    /// The games in their order, with outcomes permuted among those of one task: where a right reply is told the told reply alone, so that
    /// the line stays about its own thing; elsewhere score and feedback together.
    /// </summary>
    internal static IReadOnlyList<EpisodeRecord> Permuted(IReadOnlyList<EpisodeRecord> games, Rng rng)
    {
        var permuted = games.ToArray();
        foreach (var task in games.Index().GroupBy(game => game.Item.TaskId, StringComparer.Ordinal))
        {
            int[] places = [.. task.Select(game => game.Index)];
            int[] sources = [.. places];
            rng.Fork(task.Key).Shuffle(sources.AsSpan());
            foreach (var (place, source) in places.Zip(sources))
            {
                permuted[place] = WithOutcome(games[place], games[source]);
            }
        }

        return permuted;
    }

    private static EpisodeRecord WithOutcome(EpisodeRecord game, EpisodeRecord source)
    {
        if (game.Outcome.RightReply is not { } own || source.Outcome.RightReply is not { } told)
        {
            return game with { Outcome = source.Outcome, Score = source.Score };
        }

        var at = game.Outcome.Feedback.LastIndexOf(own, StringComparison.Ordinal);
        var feedback = at < 0 ? game.Outcome.Feedback : game.Outcome.Feedback[..at] + told + game.Outcome.Feedback[(at + own.Length)..];
        return game with { Outcome = new Outcome(game.Outcome.Score, feedback) { RightReply = told } };
    }
}
