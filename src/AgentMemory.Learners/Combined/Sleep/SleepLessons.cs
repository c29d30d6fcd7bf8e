using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Distillation;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Combined.Sleep;

/// <summary>Asks the teacher at every situation, and makes of its distributions lessons for a student without its memory.</summary>
internal sealed class SleepLessons
{
    private const int AskedTogether = 32;
    private readonly WeightsTools _tools;
    private readonly SleepSettings _settings;
    private readonly DistilledReplies _replies;

    /// <param name="tools">The teacher's model.</param>
    /// <param name="settings">The shares.</param>
    public SleepLessons(WeightsTools tools, SleepSettings settings)
    {
        _tools = tools;
        _settings = settings;
        _replies = new DistilledReplies(tools);
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
                [.. asked.Select(p => new ScoreRequest(_replies.BeforeReply(p.Second), Written(p.Second)))], cancellation);
            cost = choices.Aggregate(cost, (sum, choice) => sum + choice.Cost);
            cost = foreseen.Aggregate(cost, (sum, f) => sum + _replies.CostOf(f));
            for (var i = 0; i < asked.Count; i++)
            {
                var own = rng.Fork("lesson", number + i);
                var bare = Sample(_replies.Preamble(asked[i].First), asked[i].First, Written(asked[i].Second), foreseen[i]);
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

    private string Remembered((Turn Turn, Choice Choice) asked)
    {
        var episode = _tools.Prompt.Begin(asked.Turn.Earlier, asked.Turn.View);
        return asked.Choice.Prompt!.EndsWith(episode, StringComparison.Ordinal)
            ? asked.Choice.Prompt[..^episode.Length]
            : throw new ArgumentException("the teacher's prompt does not end with the episode", nameof(asked));
    }

    private IEnumerable<Sample> Sample(string preamble, Turn turn, string reply, Foresight foreseen) => _replies.Lesson(
        preamble, _tools.Prompt.Begin(turn.Earlier, turn.View), reply, foreseen.Tokens, foreseen.Distributions);
}
