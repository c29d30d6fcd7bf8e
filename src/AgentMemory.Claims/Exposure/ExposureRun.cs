using System.Globalization;
using AgentMemory.Claims.BayesGap;
using AgentMemory.Claims.Results;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Claims.Exposure;

/// <summary>
/// Facts that pass once. Through the weights each is one step of AdamW on an adapter; in a window they are lines of text, the last ones that
/// fit; from a store the one line is fetched. After so many other facts each is asked as it was told and in other words.
/// </summary>
public sealed class ExposureRun
{
    private const double Least = 1e-30;
    private readonly ExposurePlan _plan;
    private readonly ILanguageModel _model;
    private readonly ITrainerProvider _trainers;
    private readonly int _threads;
    private readonly Action<string> _say;
    private readonly FactWorld[] _worlds;
    private readonly int[] _first;

    /// <param name="plan">The claim's.</param>
    /// <param name="model">The caller's.</param>
    /// <param name="trainers">The caller's.</param>
    /// <param name="prompts">Words.</param>
    /// <param name="threads">That train.</param>
    /// <param name="say">Told what is being done.</param>
    public ExposureRun(ExposurePlan plan, ILanguageModel model, ITrainerProvider trainers, PromptBook prompts, int threads, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _model, _trainers, _threads, _say) = (plan, model, trainers, threads, say);
        var answers = ColourWords.Choose(model.Tokenizer, prompts, plan.Answers);
        _first = [.. answers.Select(word => ColourWords.TokensOf(model.Tokenizer, word)[0])];
        _worlds = [.. Enumerable.Range(0, plan.Seeds).Select(seed => new FactWorld(prompts, plan.Facts, answers, plan.Seed + (ulong)seed))];
    }

    /// <summary>All rows: every rate, the window and the store at every lag.</summary>
    public IReadOnlyList<ClaimRow> Execute(CancellationToken cancellation)
    {
        var rows = new List<ClaimRow>();
        foreach (var rate in _plan.Rates)
        {
            _say(string.Create(CultureInfo.InvariantCulture, $"one step a fact at rate {rate}"));
            rows.AddRange(Rows(string.Create(CultureInfo.InvariantCulture, $"lora, one step at {rate}"), world => Weights(world, rate, cancellation)));
        }

        _say("window");
        rows.AddRange(Rows("window", world => Text(world, Window, cancellation)));
        _say("store");
        rows.AddRange(Rows("store", world => Text(world, Fetched, cancellation)));
        return rows;
    }

    private IEnumerable<ClaimRow> Rows(string name, Func<FactWorld, IReadOnlyList<LagRecall>> run)
    {
        var seeds = _worlds.Select(run).ToList();
        // The longest lag that at least half of the facts have.
        var shown = _plan.Lags.Last(lag => 2 * lag <= _plan.Facts);
        return _plan.Lags.Index().Select(lag => RecallRows.Of(
            string.Create(CultureInfo.InvariantCulture, $"{name}, {lag.Item} others"), [.. seeds.Select(seed => seed[lag.Index])], lag.Item == shown));
    }

    private List<LagRecall> Weights(FactWorld world, double rate, CancellationToken cancellation)
    {
        var taught = world.Told.Select(Taught).ToList();
        Sample[] asked = [.. world.Told.Concat(world.NeverTold).SelectMany(fact => new[] { Asked(world.Question(fact)), Asked(world.Paraphrase(fact)) })];
        // Four questions for each lag in one pass.
        var longest = taught.Concat(asked).Max(sample => sample.Tokens.Count);
        using var model = _trainers.Open(_model.Card.Path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = BatchShape.For([.. taught, .. asked], 4 * _plan.Lags.Count * longest),
            Adapter = new AdapterShape { Rank = _plan.Rank, Alpha = (float)_plan.Alpha },
            Threads = _threads,
            Seed = _plan.Seed,
        });
        var trainer = new Trainer(model, new OptimizerSettings { LearningRate = rate, WarmUpSteps = 0 });
        var found = NewLags();
        for (var at = 0; at < taught.Count; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!trainer.Take(new TrainingStep(Packer.Pack([taught[at]], model.Settings.Batch), 0)).Taken)
            {
                throw new UserErrorException($"training at rate {rate} ended in no number; lower the rates of the plan");
            }

            var due = Due(at).ToList();
            var questions = due.SelectMany(lag => new[] { world.Told[at - lag.Item], world.NeverTold[at - lag.Item] }
                .SelectMany(fact => new[] { Asked(world.Question(fact)), Asked(world.Paraphrase(fact)) })).ToList();
            var beliefs = Beliefs(model, questions);
            foreach (var (place, lag) in due.Index())
            {
                Take(found[lag.Index], world, at - lag.Item, [.. beliefs.Skip(4 * place).Take(4)]);
            }
        }

        return Finished(found);

        Sample Taught(Fact fact)
        {
            var lesson = LessonTokens.Of(_model.Tokenizer, world.Question(fact), " " + world.Answers[fact.Answer], endsText: false);
            return new Sample(
                [.. lesson.Prompt, .. lesson.Completion.SkipLast(1)],
                [.. lesson.Completion.Select((token, i) => new Prediction(lesson.Prompt.Count - 1 + i, token, 1f / lesson.Completion.Count))]);
        }
    }

    private Sample Asked(string question)
    {
        var tokens = PromptTokens.Of(_model.Tokenizer, question);
        return new Sample(tokens, [new Prediction(tokens.Length - 1, _first[0], 1)]);
    }

    private List<double[]> Beliefs(ITrainer model, IReadOnlyList<Sample> questions)
    {
        var vocabulary = model.Shape.Vocabulary;
        var found = new List<double[]>();
        foreach (var batch in Packer.Pack(questions, model.Settings.Batch))
        {
            var logits = model.Logits(batch);
            found.AddRange(Enumerable.Range(0, batch.PredictionsUsed).Select(row => ColourWords.Among(token => logits[(row * vocabulary) + token], _first)));
        }

        return found;
    }

    // Text before each question: by the world, the last fact told, and the place of the fact that is asked for (null for one never told).
    private List<LagRecall> Text(FactWorld world, Func<FactWorld, int, int?, string> before, CancellationToken cancellation)
    {
        _model.Forget();
        var found = NewLags();
        for (var at = 0; at < world.Told.Count; at++)
        {
            foreach (var lag in Due(at))
            {
                var place = at - lag.Item;
                var (told, never) = (world.Told[place], world.NeverTold[place]);
                Take(
                    found[lag.Index], world, place,
                    [
                        Ask(before(world, at, place) + world.Question(told)), Ask(before(world, at, place) + world.Paraphrase(told)),
                        Ask(before(world, at, null) + world.Question(never)), Ask(before(world, at, null) + world.Paraphrase(never)),
                    ]);
            }
        }

        return Finished(found);

        double[] Ask(string prompt)
        {
            var foresight = _model.Foresee([new ScoreRequest(prompt, " " + world.Answers[0])], cancellation)[0];
            return ColourWords.Among(token => Math.Log(Math.Max(foresight.Distributions[0][token], Least)), _first);
        }
    }

    // The last lines that fit with a question behind them.
    private string Window(FactWorld world, int at, int? asked)
    {
        var room = _model.ContextTokens - (2 * _model.Tokenizer.Count(world.Paraphrase(world.Told[0]) + world.Question(world.Told[0])));
        var lines = new List<string>();
        for (var from = at; from >= 0; from--)
        {
            room -= _model.Tokenizer.Count(world.Line(world.Told[from]));
            if (room < 0)
            {
                break;
            }

            lines.Insert(0, world.Line(world.Told[from]));
        }

        return string.Concat(lines);
    }

    // The line of the fact; where it was never told, the latest one of another.
    private static string Fetched(FactWorld world, int at, int? asked) => world.Line(world.Told[asked ?? at]);

    private IEnumerable<(int Index, int Item)> Due(int at) => _plan.Lags.Index().Where(lag => lag.Item <= at);

    private List<List<Recalled>[]> NewLags() => [.. _plan.Lags.Select(_ => Enumerable.Range(0, 4).Select(_ => new List<Recalled>()).ToArray())];

    private static void Take(List<Recalled>[] into, FactWorld world, int place, IReadOnlyList<double[]> beliefs)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i].Add(Recalled.Of(beliefs[i], (i < 2 ? world.Told : world.NeverTold)[place].Answer));
        }
    }

    private static List<LagRecall> Finished(List<List<Recalled>[]> found) => [.. found.Select(lag => new LagRecall(lag[0], lag[1], lag[2], lag[3]))];
}
