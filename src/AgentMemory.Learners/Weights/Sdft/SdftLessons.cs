using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Distillation;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>Makes of what a teacher says lessons along replies that the student or the teacher draws.</summary>
internal sealed class SdftLessons
{
    private const int AskedTogether = 32;
    private readonly WeightsTools _tools;
    private readonly SdftSettings _settings;
    private readonly DistilledReplies _replies;
    private readonly ReplyTree _tree;

    public SdftLessons(WeightsTools tools, SdftSettings settings, DistilledReplies replies)
    {
        (_tools, _settings, _replies) = (tools, settings, replies);
        _tree = new ReplyTree(tools.Model.Card.VocabularySize);
    }

    /// <summary>What drawing and foreseeing took by now.</summary>
    public Cost Cost { get; private set; } = Cost.None;

    /// <summary>The lessons of a phase: along the student's own replies or the teacher's, in the stated shares.</summary>
    /// <param name="inputs">What is taught.</param>
    /// <param name="student">The adapters that the student wears by now.</param>
    /// <param name="rng">Of the phase.</param>
    public IReadOnlyList<Sample> Phase(
        IReadOnlyList<TaughtInput> inputs, IReadOnlyList<WornAdapter> student, Rng rng, CancellationToken cancellation)
    {
        var own = Enumerable.Range(0, inputs.Count).Where(i => rng.Fork("policy", i).Chance(_settings.OnPolicyShare)).ToList();
        var drawn = inputs.Select(input => (Input: input, input.Reply)).ToList();
        if (own.Count > 0)
        {
            // By its own distribution, which is what is taught; ranking every reply would take as many readings as there are replies.
            using var player = AdapterWearing.Player(_tools with { Prompt = _tools.Prompt.With(ReplyCalibration.None) }, student);
            foreach (var company in own.Chunk(AskedTogether))
            {
                var choices = player.Choose(
                    [.. company.Select(i => inputs[i].Turn with { Ranked = false, Temperature = 1, Seed = rng.Fork("draw", i).Seed })], cancellation);
                foreach (var (i, choice) in company.Zip(choices))
                {
                    Cost += choice.Cost;
                    // What cannot be read as a reply teaches nothing; there the teacher's own stays.
                    drawn[i] = (inputs[i], (choice.Reply as Reply.Legal)?.Text ?? inputs[i].Reply);
                }
            }
        }

        var lessons = Along(drawn, cancellation);
        return [.. lessons, .. Neutral(inputs, lessons.Count, rng)];
    }

    /// <summary>Lessons along the teacher's own replies, to measure by: the same in every phase.</summary>
    public IReadOnlyList<Sample> Along(IReadOnlyList<TaughtInput> inputs, CancellationToken cancellation) =>
        Along([.. inputs.Select(input => (input, input.Reply))], cancellation);

    private List<Sample> Along(IReadOnlyList<(TaughtInput Input, string Reply)> drawn, CancellationToken cancellation)
    {
        var lessons = new List<Sample>();
        foreach (var company in drawn.Chunk(AskedTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            var written = company.Where(one => one.Input.Chances is null).ToList();
            var foreseen = written.Count == 0 ? [] : _tools.Model.Foresee(
                [.. written.Select(one => new ScoreRequest(one.Input.Prompt, _tools.Prompt.Written(one.Reply)))], cancellation);
            Cost = foreseen.Aggregate(Cost, (sum, one) => sum + _replies.CostOf(one));
            foreach (var ((input, reply), seen) in written.Zip(foreseen))
            {
                lessons.AddRange(_replies.Lesson(
                    _replies.Preamble(input.Turn), Episode(input), _tools.Prompt.Written(reply), seen.Tokens, seen.Distributions));
            }

            foreach (var (input, reply) in company.Where(one => one.Input.Chances is not null))
            {
                lessons.AddRange(Listed(input.Turn, Episode(input), input.Replies, input.Chances!, input.Replies.ToList().IndexOf(reply)));
            }
        }

        return lessons;
    }

    // A calibrated figure is what a question adds to what a model says where nothing is asked; there nothing is to be said.
    private IEnumerable<Sample> Neutral(IReadOnlyList<TaughtInput> inputs, int lessons, Rng rng)
    {
        if (_tools.Prompt.Calibration != ReplyCalibration.Applied || _settings.NeutralShare == 0)
        {
            return [];
        }

        var lists = inputs.Where(input => input.Chances is not null)
            .DistinctBy(input => $"{input.Turn.TaskId}\n{string.Join('\n', input.Replies)}", StringComparer.Ordinal).ToList();
        return lists.Select((input, number) =>
        {
            double[] equal = [.. input.Replies.Select(_ => 1.0 / input.Replies.Count)];
            return Listed(input.Turn, _tools.Prompt.BeginContentFree(), input.Replies, equal, rng.Fork("neutral", number).Next(equal.Length));
        }).SelectMany(samples => samples).Select(sample => sample.Weighted(_settings.NeutralShare * lessons / lists.Count));
    }

    private IEnumerable<Sample> Listed(Turn turn, string episode, IReadOnlyList<string> replies, IReadOnlyList<double> chances, int along)
    {
        var preamble = _replies.Preamble(turn);
        var bare = replies.Select(reply => _replies.Bare(preamble + episode, _tools.Prompt.Written(reply)).Predictions).ToList();
        // Where a tokenizer joins a reply's first characters to the prompt, replies do not begin at one place and make no tree.
        return bare.Any(places => places.Count == 0) || bare.Select(places => places[0].At).Distinct().Count() > 1
            ? []
            : _replies.Lesson(
                preamble,
                episode,
                _tools.Prompt.Written(replies[along]),
                [.. bare[along].Select(place => place.Token)],
                _tree.Along([.. bare.Select(places => (IReadOnlyList<int>)[.. places.Select(place => place.Token)])], chances, along));
    }

    private string Episode(TaughtInput input) => _tools.Prompt.Begin(input.Turn.Earlier, input.Turn.View);
}
