using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Experience;

/// <summary>
/// Turns lessons into samples: the very prompt a player of this learner is shown, then the episode, its replies weighted
/// by how much better than usual it went.
/// </summary>
internal sealed class LessonWriter
{
    // A block in which all went alike has no spread; dividing by it would blow chance up into a lesson.
    private const double SpreadMin = 0.25;
    private const double AdvantageMax = 2;

    private readonly WeightsTools _tools;
    private readonly LessonWeighting _settings;
    private readonly SampleMaker _maker;
    private readonly Dictionary<string, Preamble> _preambles = new(StringComparer.Ordinal);

    public LessonWriter(WeightsTools tools, LessonWeighting settings)
    {
        _tools = tools;
        _settings = settings;
        _maker = new SampleMaker(tools.Model.Tokenizer);
    }

    /// <summary>
    /// How much better than expected each of the lessons went: score minus the mean of its task over all lessons known (drawn
    /// towards the best possible score by the baseline mix), over their spread; worse ones times the share that is wanted. A reply that the
    /// game told to be right counts 1.
    /// </summary>
    public IReadOnlyList<double> Advantages(IReadOnlyList<Lesson> lessons, IReadOnlyList<Lesson> known)
    {
        var usual = known.GroupBy(l => l.TaskId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (Expected: Expected(g.Average(l => l.Score)), Spread: Math.Max(SpreadMin, Spread([.. g.Select(l => l.Score)]))),
            StringComparer.Ordinal);
        return
        [
            .. lessons.Select(l => l.IsTold ? 1 : (l.Score - usual[l.TaskId].Expected) / usual[l.TaskId].Spread)
                .Select(a => Math.Clamp(a < 0 ? a * _settings.NegativeShare : a, -AdvantageMax, AdvantageMax)),
        ];
    }

    /// <summary>Lessons that say something, as samples, with how much better than expected each went.</summary>
    public IReadOnlyList<(Sample Sample, double Advantage)> Weighted(
        IReadOnlyList<Lesson> lessons, IReadOnlyList<Lesson> known, Func<Lesson, bool>? withMemory = null)
    {
        var advantages = Advantages(lessons, known);
        var samples = new List<(Sample, double)>();
        for (var i = 0; i < lessons.Count; i++)
        {
            if (Write(lessons[i], advantages[i], withMemory?.Invoke(lessons[i]) ?? false) is { Predictions.Count: > 0 } sample)
            {
                samples.Add((sample, advantages[i]));
            }
        }

        return samples;
    }

    /// <summary>A lesson as a sample, or null where nothing of it counts.</summary>
    /// <param name="lesson">The episode.</param>
    /// <param name="advantage">Weight of its replies.</param>
    /// <param name="withMemory">Behind what was remembered when it was played, where that is known.</param>
    public Sample? Write(Lesson lesson, double advantage, bool withMemory = false)
    {
        var text = withMemory && lesson.Shown is { } remembered ? remembered : Preamble(lesson.TaskId, lesson.Documents);
        var segments = new List<Segment> { new(text) };
        var earlier = new List<Step>();
        var before = "";
        for (var i = 0; i < lesson.Steps.Count; i++)
        {
            var step = lesson.Steps[i];
            var shown = _tools.Prompt.Begin(earlier, step);
            segments.Add(new Segment(shown[before.Length..], i == 0 ? 0 : _settings.ObservationLossWeight));
            var reply = _tools.Prompt.Written(step.Reply);
            segments.Add(new Segment(reply, advantage * Math.Pow(_settings.Discount, lesson.Steps.Count - 1 - i)));
            before = shown + reply;
            earlier.Add(step);
        }

        var end = _tools.Prompt.AfterLesson(new Outcome(lesson.Score, lesson.Feedback), lesson.IsTold);
        segments.Add(new Segment(end, _settings.ObservationLossWeight));
        if (segments.All(s => s.Weight == 0))
        {
            return null;
        }

        return _maker.Sharing(_maker.Make(segments), text);
    }

    /// <summary>What a player that remembers nothing is shown in front of an episode.</summary>
    public string Preamble(string task, IReadOnlyList<Document> documents)
    {
        if (!_preambles.TryGetValue(task, out var preamble))
        {
            var budget = Math.Max(0, _tools.Limits.ContextTokens - _tools.Limits.EpisodeTokens);
            preamble = _tools.Prompt.Compose(new Recollection { Documents = documents }, _tools.Model.Tokenizer, budget);
            _preambles[task] = preamble;
        }

        return preamble.Text;
    }

    // Only what is below the best possible can be raised: some games can be won beyond what was worked out to be best.
    private double Expected(double mean) => mean + (_settings.BaselineMix * Math.Max(0, 1 - mean));

    private static double Spread(IReadOnlyList<double> scores)
    {
        var mean = scores.Average();
        return Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)));
    }
}
