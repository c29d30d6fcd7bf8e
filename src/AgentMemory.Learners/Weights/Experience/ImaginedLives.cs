using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Experience;

/// <summary>
/// Rehearsal without a corpus (Robins 1995, pseudo-rehearsal): the base model itself plays on from real first positions and
/// makes up what the game answers, so that each life tells of some world under the same names, seldom the true one. Behind such
/// a history an adapter is held to what the base would say. That keeps it from overriding a history when the world has changed,
/// and from unlearning what the base can do. The first half of a life is read only: where little is known yet, the adapter may
/// know better.
/// </summary>
internal sealed class ImaginedLives
{
    private const int EpisodesMax = 64;
    private readonly WeightsTools _tools;
    private readonly SelfReplaySettings _settings;
    private readonly SampleMaker _maker;
    private readonly string _mark;
    private readonly string _ending;

    public ImaginedLives(WeightsTools tools, SelfReplaySettings settings)
    {
        _tools = tools;
        _settings = settings;
        _maker = new SampleMaker(tools.Model.Tokenizer);
        _mark = tools.Prompt.Begin([], new Step("", "")).Split('\n')[0];
        _ending = "\n" + tools.Prompt.End(new Outcome(0, "")).TrimEnd();
    }

    /// <summary>Lives as lessons of the base model's own distribution.</summary>
    /// <param name="played">Episodes whose beginnings are taken.</param>
    /// <param name="writer">Knows what stands in front of an episode.</param>
    /// <param name="lessonMass">What the lessons of a pass weigh.</param>
    /// <param name="rng">Rules every draw.</param>
    public (IReadOnlyList<Sample> Samples, Cost Cost) Make(
        IReadOnlyList<Lesson> played, LessonWriter writer, double lessonMass, Rng rng, CancellationToken cancellation)
    {
        // Other styles have no mark by which the model's own episodes could be told apart.
        if (_tools.Prompt.Style != PromptStyle.Game || _settings.Documents == 0 || _settings.EachPass == 0 || _settings.Weight == 0 || played.Count == 0)
        {
            return ([], Cost.None);
        }

        var cost = Cost.None;
        var lives = Enumerable.Range(0, _settings.Documents)
            .Select(n => new ImaginedLife(writer.Preamble(played[n % played.Count].TaskId, played[n % played.Count].Documents))).ToArray();
        for (var episode = 0; episode < EpisodesMax && lives.Any(l => l.GoesOn); episode++)
        {
            var first = rng.Fork("first", episode);
            foreach (var life in lives.Where(l => l.GoesOn))
            {
                Begin(life, _tools.Prompt.Begin([], first.Pick(played).Steps[0]));
            }

            var going = lives.Where(l => l.GoesOn).ToArray();
            var told = _tools.Model.Complete(
                [.. going.Select((life, i) => new CompletionRequest
                {
                    Prompt = life.Text,
                    Form = new CompletionForm.Free(_tools.Limits.EpisodeTokens, [_mark]),
                    Temperature = 1,
                    Seed = rng.Fork("told", episode).Fork("life", i).Seed,
                })],
                cancellation);
            cost += Cost.Of(_tools.Model.Card, told);
            for (var i = 0; i < going.Length; i++)
            {
                going[i].Tell(Ended(told[i].Text));
            }
        }

        Sample[] samples = [.. lives.Where(l => l.Told.Count > 1).Select(Written).Where(s => s.Predictions.Count > 0)];
        return samples.Length == 0 ? ([], cost) : Held(samples, lessonMass, cost);
    }

    // A life ends where the next episode might not fit.
    private void Begin(ImaginedLife life, string beginning)
    {
        var room = _tools.Limits.Room - _tools.Limits.EpisodeTokens;
        life.Begin(beginning, goesOn: _tools.Model.Tokenizer.Count(life.Text + beginning) <= room);
    }

    // What was told up to the end of the line that ends an episode; null where no such line came.
    private string? Ended(string told)
    {
        var ending = told.IndexOf(_ending, StringComparison.Ordinal);
        var line = ending < 0 ? -1 : told.IndexOf('\n', ending + 1);
        return line < 0 ? null : told[..(line + 1)];
    }

    private Sample Written(ImaginedLife life)
    {
        var segments = new List<Segment> { new(life.Preamble) };
        for (var i = 0; i < life.Told.Count; i++)
        {
            segments.Add(new Segment(life.Told[i].Beginning));
            segments.Add(new Segment(life.Told[i].Story, i >= life.Told.Count / 2 ? 1 : 0));
        }

        return _maker.Sharing(_maker.Make(segments), life.Preamble);
    }

    private (IReadOnlyList<Sample> Samples, Cost Cost) Held(Sample[] samples, double lessonMass, Cost cost)
    {
        using var model = _tools.Trainers.Open(
            _tools.Model.Card.Path, _tools.Trainer(TrainingPurpose.Evaluate, BatchShape.For(samples, samples.Max(s => s.Tokens.Count))));
        var trainer = new Trainer(model, OptimizerSettings.None);
        var rows = trainer.Distributions(samples);
        var each = samples.Average(s => s.Predictions.Count) * Math.Min(_settings.EachPass, samples.Length);
        var weight = (float)(_settings.Weight * lessonMass / each);
        var asked = trainer.AdapterCost(_tools.Model.Card, samples.Max(s => s.Tokens.Count) / 2.0);
        return ([.. samples.Select((sample, i) => sample with
        {
            Predictions = [.. sample.Predictions.Select((p, n) => p with { Weight = 0, Soft = new SoftTarget(rows[i]![n], weight) })],
        })], cost + asked);
    }

    private sealed class ImaginedLife(string preamble)
    {
        private readonly StringBuilder _text = new(preamble);
        private string _beginning = "";

        public string Preamble => preamble;

        public string Text => _text.ToString();

        public bool GoesOn { get; private set; } = true;

        public List<(string Beginning, string Story)> Told { get; } = [];

        public void Begin(string beginning, bool goesOn)
        {
            GoesOn = goesOn;
            _beginning = beginning;
            _text.Append(goesOn ? beginning : "");
        }

        public void Tell(string? rest)
        {
            GoesOn = rest is not null;
            if (rest is not null)
            {
                Told.Add((_beginning, rest));
                _text.Append(rest);
            }
        }
    }
}
