using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Combined.Sleep;

/// <summary>Asks the teacher at every situation, and makes of its distributions lessons for a student without its memory.</summary>
internal sealed class SleepLessons
{
    private const int AskedTogether = 32;
    private readonly WeightsTools _tools;
    private readonly SleepSettings _settings;
    private readonly SampleMaker _maker;
    private readonly Dictionary<string, string> _preambles = new(StringComparer.Ordinal);

    /// <param name="tools">The teacher's model.</param>
    /// <param name="settings">The shares.</param>
    public SleepLessons(WeightsTools tools, SleepSettings settings)
    {
        _tools = tools;
        _settings = settings;
        _maker = new SampleMaker(tools.Model.Tokenizer);
    }

    /// <summary>What is taught, what is kept apart to measure by, and what asking took.</summary>
    public sealed record Lessons(IReadOnlyList<Sample> Training, IReadOnlyList<Sample> Apart, Cost Cost);

    public Lessons Make(IPlayer teacher, IReadOnlyList<Situation> situations, Rng rng, CancellationToken cancellation)
    {
        var training = new List<Sample>();
        var apart = new List<Sample>();
        var cost = Cost.None;
        var number = 0;
        foreach (var company in situations.Chunk(AskedTogether))
        {
            Turn[] turns = [.. company.Select(s => s.Turn(_settings.Temperature, rng.Fork("ask", number++).Seed))];
            var choices = teacher.Choose(turns, cancellation);
            var asked = turns.Zip(choices).Where(p => p.Second is { Reply: Reply.Legal, Prompt: not null }).ToList();
            var foreseen = _tools.Model.Foresee(
                [.. asked.Select(p => new ScoreRequest(BeforeReply(p.Second), Written(p.Second)))], cancellation);
            cost = choices.Aggregate(cost, (sum, choice) => sum + choice.Cost);
            cost = foreseen.Aggregate(cost, (sum, f) => sum + CostOf(f));
            for (var i = 0; i < asked.Count; i++)
            {
                var own = rng.Fork("lesson", number + i);
                var bare = Sample(Preamble(asked[i].First), asked[i].First, Written(asked[i].Second), foreseen[i]);
                var isApart = own.Fork("apart").Chance(_settings.ValidationShare);
                (isApart ? apart : training).AddRange(bare);
                if (!isApart && own.Fork("memory").Chance(_settings.WithMemoryShare))
                {
                    training.AddRange(Sample(Remembered(asked[i]), asked[i].First, Written(asked[i].Second), foreseen[i]));
                }
            }
        }

        return new Lessons(training, apart, cost);
    }

    private string Written(Choice choice) => _tools.Prompt.Written(((Reply.Legal)choice.Reply).Text);

    // What the teacher expects, it expects behind its thought; the lesson holds the reply alone.
    private string BeforeReply(Choice choice) => choice.Prompt! + (choice.Thought is null ? "" : _tools.Prompt.BeforeReply.Around(choice.Thought));

    private string Remembered((Turn Turn, Choice Choice) asked)
    {
        var episode = _tools.Prompt.Begin(asked.Turn.Earlier, asked.Turn.View);
        return asked.Choice.Prompt!.EndsWith(episode, StringComparison.Ordinal)
            ? asked.Choice.Prompt[..^episode.Length]
            : throw new ArgumentException("the teacher's prompt does not end with the episode", nameof(asked));
    }

    // No lesson where the tokenizer cuts the reply otherwise behind another beginning.
    private IEnumerable<Sample> Sample(string preamble, Turn turn, string reply, Foresight foreseen)
    {
        var episode = _tools.Prompt.Begin(turn.Earlier, turn.View);
        var sample = _maker.Make([new Segment(preamble + episode), new Segment(reply, 1)]);
        if (!sample.Predictions.Select(p => p.Token).SequenceEqual(foreseen.Tokens))
        {
            yield break;
        }

        var taught = sample with
        {
            Predictions = [.. sample.Predictions.Select((p, i) => p with { Weight = 0, Soft = new SoftTarget(foreseen.Distributions[i], 1) })],
        };
        yield return _maker.Sharing(taught, preamble);
    }

    private string Preamble(Turn turn)
    {
        if (!_preambles.TryGetValue(turn.TaskId, out var text))
        {
            var budget = Math.Max(0, _tools.Limits.Room - _tools.Limits.EpisodeTokens);
            text = _tools.Prompt.Compose(new Recollection { Documents = turn.Documents }, _tools.Model.Tokenizer, budget).Text;
            _preambles[turn.TaskId] = text;
        }

        return text;
    }

    private Cost CostOf(Foresight foreseen) => new()
    {
        TokensRead = foreseen.TokensRead,
        Flops = _tools.Model.Card.ForwardFlops(foreseen.TokensRead, Math.Max(0, foreseen.ContextTokens - (foreseen.TokensRead / 2.0))),
    };
}
