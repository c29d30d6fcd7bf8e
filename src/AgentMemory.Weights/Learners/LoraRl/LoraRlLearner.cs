using AgentMemory.Core;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>
/// Group-relative policy optimisation (Shao et al. 2024) with the game's own score as reward: several attempts from each start
/// out of the practice budget, all played in the study by the policy as it then is; an attempt's advantage is its score
/// against its group's; the ratio of probabilities is clipped (Schulman et al. 2017) and a divergence holds it to the base.
/// </summary>
public sealed class LoraRlLearner : ILearner, IAdapted
{
    private readonly WeightsTools _tools;
    private readonly LoraRlSettings _settings;
    private readonly TimeProvider _time;

    public LoraRlLearner(WeightsTools tools, LoraRlSettings settings, TimeProvider time)
    {
        _tools = tools;
        _settings = settings;
        _time = time;
    }

    public string Id => "lora-rl";

    public LearnerPath Path => LearnerPath.Weights;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public double PracticeInStudy => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var path = System.IO.Path.Combine(request.Folder, AdapterWearing.AdapterName);
        var state = System.IO.Path.Combine(request.Folder, AdapterWearing.StateName);
        AdapterWearing.Carry(request, AdapterWearing.AdapterName);
        AdapterWearing.Carry(request, AdapterWearing.StateName);
        var cost = Cost.None;
        var remarks = new List<string>();
        for (var round = 0; round < _settings.Rounds; round++)
        {
            var groups = Play(request, File.Exists(path) ? path : null, _settings.Rounds - round, cancellation);
            if (groups.Count == 0)
            {
                break;
            }

            Attempt[] attempts = [.. groups.SelectMany(g => Advantages(g)).Select(a => Written(request, a.Episode, a.Advantage))];
            var scores = groups.SelectMany(g => g).Average(e => e.Score);
            if (attempts.All(a => a.Advantage == 0))
            {
                remarks.Add(FormattableString.Invariant($"round {round + 1}: mean score {scores:F2}; no group had better and worse attempts"));
                continue;
            }

            var done = new PolicyOptimisation(_tools, _settings).Train(attempts, path, state, request.Rng.Fork("round", round), cancellation);
            cost += done.Cost;
            remarks.Add(FormattableString.Invariant($"round {round + 1}: mean score {scores:F2}, {attempts.Count(a => a.Advantage != 0)} of ")
                + FormattableString.Invariant($"{attempts.Length} attempts say something, {done.Clipped:P0} of their tokens clipped in the last pass"));
        }

        return new Learned(Artifact.Of(request.Folder), cost with { Seconds = _time.GetElapsedTime(start).TotalSeconds }, remarks);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private List<EpisodeRecord[]> Play(StudyRequest request, string? adapter, int roundsLeft, CancellationToken cancellation)
    {
        using var player = AdapterWearing.Player(_tools, adapter is null ? [] : [new WornAdapter(adapter)]);
        var starts = (int)Math.Ceiling((double)request.Practice.EpisodesLeft / _settings.Attempts / roundsLeft);
        var played = request.Practice.Play(player, starts, _settings.Attempts, cancellation);
        return [.. played.Chunk(_settings.Attempts).Where(g => g.Length > 1)];
    }

    // Against the group's mean, over its spread; a group that went alike says nothing.
    private static IEnumerable<(EpisodeRecord Episode, double Advantage)> Advantages(EpisodeRecord[] group)
    {
        var mean = group.Average(e => e.Score);
        var spread = Math.Sqrt(group.Average(e => (e.Score - mean) * (e.Score - mean)));
        return group.Select(e => (e, spread < 1e-9 ? 0 : (e.Score - mean) / spread));
    }

    private Attempt Written(StudyRequest request, EpisodeRecord episode, double advantage)
    {
        var writer = new LessonWriter(
            _tools,
            new LessonWeighting { NegativeShare = 1, BaselineMix = 0, Discount = 1, ObservationLossWeight = 0 });
        var lesson = Lesson.Of(episode, AdapterWearing.ShownAtExam(request, episode.TaskId));
        return new Attempt(writer.Write(lesson, 1)!, advantage);
    }
}

/// <summary>An attempt as a sample that predicts its replies, and how it went against its group.</summary>
internal sealed record Attempt(Sample Sample, double Advantage);
