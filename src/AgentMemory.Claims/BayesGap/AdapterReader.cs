using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Claims.BayesGap;

/// <summary>
/// The same draws through the weights: a fresh LoRA adapter is trained on what follows the prompt, draw by draw, and then asked for the
/// next colour with nothing but the prompt in its context. All draws of a step are one forward pass: their prompts are equal.
/// </summary>
public sealed class AdapterReader : IDrawReader
{
    private readonly ILanguageModel _model;
    private readonly ITrainerProvider _trainers;
    private readonly UrnPrompt _prompt;
    private readonly AdapterReaderSettings _settings;
    private readonly int _passes;
    private readonly double _rate;
    private readonly int _threads;

    /// <param name="model">Its file and vocabulary; the caller's.</param>
    /// <param name="trainers">The caller's.</param>
    /// <param name="prompt">What stands before the draws.</param>
    /// <param name="settings">The adapter's.</param>
    /// <param name="passes">How often the draws are gone through. One pass is read on its way; more begin anew for each point of the grid.</param>
    /// <param name="rate">Of AdamW, constant.</param>
    /// <param name="threads">That train.</param>
    public AdapterReader(
        ILanguageModel model, ITrainerProvider trainers, UrnPrompt prompt, AdapterReaderSettings settings, int passes, double rate, int threads)
    {
        (_model, _trainers, _prompt, _settings, _passes, _rate, _threads) = (model, trainers, prompt, settings, passes, rate, threads);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<double[]>> Read(
        IReadOnlyList<DrawSequence> sequences, IReadOnlyList<int> grid, CancellationToken cancellation) =>
        [.. sequences.Select(sequence => ReadOne(sequence, grid, cancellation))];

    private double[][] ReadOne(DrawSequence sequence, IReadOnlyList<int> grid, CancellationToken cancellation)
    {
        var tokens = PromptTokens.Of(_model.Tokenizer, _prompt.Of(sequence.World));
        int[] first = [.. sequence.World.Words.Select(word => ColourWords.TokensOf(_model.Tokenizer, word)[0])];
        var lesson = new Lesson(tokens, first, BatchShape.For([Asked(tokens, first, [])], tokens.Length));
        if (_passes > 1)
        {
            return [.. grid.Select(n => WithAdapter(lesson, sequence, [n], _passes, cancellation)[0])];
        }

        return WithAdapter(lesson, sequence, grid, 1, cancellation);
    }

    // One adapter, asked at each point of the grid on its way; several passes have one point.
    private double[][] WithAdapter(Lesson lesson, DrawSequence sequence, IReadOnlyList<int> grid, int passes, CancellationToken cancellation)
    {
        using var model = _trainers.Open(_model.Card.Path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = lesson.Shape,
            Adapter = new AdapterShape { Rank = _settings.Rank, Alpha = (float)_settings.Alpha },
            Threads = _threads,
            Seed = Rng.Mix(sequence.World.Seed, (ulong)sequence.Hidden),
        });
        var trainer = new Trainer(model, new OptimizerSettings { LearningRate = _rate, WarmUpSteps = 0 });
        var known = 0;
        var found = new List<double[]>();
        foreach (var n in grid)
        {
            for (var pass = 0; pass < passes; pass++)
            {
                for (var from = known; from < n; from += _settings.StepDraws)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var draws = sequence.Draws.Take(Math.Min(n, from + _settings.StepDraws)).Skip(from).ToArray();
                    var batch = Packer.Pack([Asked(lesson.Tokens, lesson.First, draws)], lesson.Shape);
                    if (!trainer.Take(new TrainingStep(batch, 0)).Taken)
                    {
                        throw new UserErrorException($"training at rate {_rate} ended in no number; lower the rates of the plan");
                    }
                }
            }

            known = n;
            found.Add(Foreseen(model, lesson));
        }

        return [.. found];
    }

    private static double[] Foreseen(ITrainer model, Lesson lesson)
    {
        var asked = new Sample(lesson.Tokens, [new Prediction(lesson.Tokens.Count - 1, lesson.First[0], 1)]);
        var logits = model.Logits(Packer.Pack([asked], lesson.Shape)[0]);
        return ColourWords.Among(token => logits[token], lesson.First);
    }

    // Without draws: room for one prediction of each colour.
    private static Sample Asked(IReadOnlyList<int> tokens, int[] first, int[] draws) => new(
        tokens,
        [
            .. first.Index().Select(colour => (colour.Item, Count: draws.Length == 0 ? 1 : draws.Count(draw => draw == colour.Index)))
                .Where(colour => colour.Count > 0)
                .Select(colour => new Prediction(tokens.Count - 1, colour.Item, (float)colour.Count / Math.Max(1, draws.Length))),
        ]);

    private sealed record Lesson(IReadOnlyList<int> Tokens, int[] First, BatchShape Shape);
}
