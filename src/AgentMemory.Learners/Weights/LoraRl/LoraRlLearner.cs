using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.LoraRl;

/// <summary>
/// Group-relative policy optimisation (Shao et al. 2024) with the game's own score as reward: several attempts from each start
/// out of the practice budget, round by round, each played by the policy as it then is; an attempt's advantage is its score
/// against its group's; the ratio of probabilities is clipped (Schulman et al. 2017) and a divergence holds it to the base.
/// </summary>
public sealed class LoraRlLearner : ILearner, IAdapted
{
    private readonly WeightsTools _tools;
    private readonly LoraRlSettings _settings;

    public LoraRlLearner(WeightsTools tools, LoraRlSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    public string Id => "lora-rl";

    public LearnerPath Path => LearnerPath.Weights;

    public bool NeedsOwnEpisodes => true;

    /// <summary>Starts are spread evenly over the rounds; where there are too few attempts for one start, one round without episodes.</summary>
    public IReadOnlyList<PracticeRound> Rounds(int episodes)
    {
        var rounds = new List<PracticeRound>();
        var left = episodes / _settings.Attempts;
        for (var round = 0; round < _settings.Rounds && left > 0; round++)
        {
            var starts = Math.Min(left, (int)Math.Ceiling((double)(episodes - rounds.Sum(r => r.Episodes)) / _settings.Attempts / (_settings.Rounds - round)));
            rounds.Add(new PracticeRound { Starts = starts, Attempts = _settings.Attempts });
            left -= starts;
        }

        return rounds.Count > 0 ? rounds : [new PracticeRound { Starts = 0, Attempts = _settings.Attempts }];
    }

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        AdapterWearing.Carry(request, AdapterWearing.AdapterName);
        AdapterWearing.Carry(request, AdapterWearing.StateName);
        var (cost, remark) = Push(request, cancellation);
        return new Learned(
            Artifact.Of(request.Folder),
            cost,
            remark is null ? [] : [FormattableString.Invariant($"round {request.RoundNumber + 1}: {remark}")]);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private (Cost Cost, string? Remark) Push(StudyRequest request, CancellationToken cancellation)
    {
        if (request.Experience.Count == 0)
        {
            return (Cost.None, null);
        }

        Attempt[] attempts =
        [
            .. request.Experience.Chunk(_settings.Attempts).SelectMany(Advantages).Select(a => Written(request, a.Episode, a.Advantage))
                .OfType<Attempt>(),
        ];
        var score = request.Experience.Average(episode => episode.Score);
        if (attempts.All(a => a.Advantage == 0))
        {
            return (Cost.None, FormattableString.Invariant($"mean score {score:F2}; no group had better and worse attempts"));
        }

        var done = new PolicyOptimisation(_tools, _settings).Train(
            attempts,
            System.IO.Path.Combine(request.Folder, AdapterWearing.AdapterName),
            System.IO.Path.Combine(request.Folder, AdapterWearing.StateName),
            request.Rng.Fork("round", request.RoundNumber),
            cancellation);
        return (done.Cost, FormattableString.Invariant($"mean score {score:F2}, {attempts.Count(a => a.Advantage != 0)} of ")
            + FormattableString.Invariant($"{attempts.Length} attempts say something, {done.Clipped:P0} of their tokens clipped in the last pass"));
    }

    // Against the group's mean, over its spread; a group that went alike says nothing.
    private static IEnumerable<(EpisodeRecord Episode, double Advantage)> Advantages(EpisodeRecord[] group)
    {
        var mean = group.Average(e => e.Score);
        var spread = Math.Sqrt(group.Average(e => (e.Score - mean) * (e.Score - mean)));
        return group.Select(e => (e, spread < 1e-9 ? 0 : (e.Score - mean) / spread));
    }

    // Null where the learner was not asked: its score counts for its group, and there is no reply to push.
    private Attempt? Written(StudyRequest request, EpisodeRecord episode, double advantage)
    {
        var writer = new LessonWriter(
            _tools,
            new LessonWeighting { NegativeShare = 1, BaselineMix = 0, Discount = 1, ObservationLossWeight = 0 });
        var lesson = Lesson.Of(episode, AdapterWearing.ShownAtExam(request, episode.TaskId));
        return writer.Write(lesson, 1) is { } sample ? new Attempt(sample, advantage) : null;
    }
}

/// <summary>An attempt as a sample that predicts its replies, and how it went against its group.</summary>
internal sealed record Attempt(Sample Sample, double Advantage);
