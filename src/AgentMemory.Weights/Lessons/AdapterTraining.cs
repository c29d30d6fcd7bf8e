using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What <c>agentmemory train</c> is set by.</summary>
public sealed record AdapterTrainingSettings
{
    public required AdapterShape Adapter { get; init; }

    public required OptimizerSettings Optimizer { get; init; }

    /// <summary>Most passes over the lessons.</summary>
    public required int Epochs { get; init; }

    /// <summary>Tokens of a batch; each batch is one optimiser step.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>Share of the lessons kept apart to measure on; 0 measures nothing and never stops early.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Never stopped early before as many steps.</summary>
    public int StepsMin { get; init; } = 200;

    /// <summary>Steps between two measurements.</summary>
    public int MeasureSteps { get; init; } = 25;

    /// <summary>Measurements without a better one after which training stops.</summary>
    public int Patience { get; init; } = 4;

    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 1;
}

/// <summary>How far training is.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="StepsMax">Steps of all epochs.</param>
/// <param name="Loss">Mean over the last batch's tokens.</param>
/// <param name="ValidationLoss">On the lessons kept apart, where it was just measured.</param>
/// <param name="TokensPerSecond">Over the whole run.</param>
public sealed record AdapterProgress(long Step, long StepsMax, double Loss, double? ValidationLoss, double TokensPerSecond);

/// <summary>How training ended.</summary>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="BestStep">The step whose adapter was kept.</param>
/// <param name="FirstLoss">On the lessons kept apart, before training; null where none are.</param>
/// <param name="BestLoss">On the lessons kept apart, of the adapter kept; null where none are.</param>
/// <param name="Why">Plain words: all epochs done, no longer better, not a number any more.</param>
/// <param name="Cost">What it took.</param>
public sealed record AdapterResult(long Steps, long BestStep, double? FirstLoss, double? BestLoss, string Why, Cost Cost);

/// <summary>Trains an adapter on lessons that people bring, and keeps the one that did best on lessons kept apart.</summary>
public sealed class AdapterTraining
{
    private readonly ModelCard _card;
    private readonly AdapterTrainingSettings _settings;
    private readonly SampleMaker _maker;
    private readonly TimeProvider _time;

    /// <param name="card">The base model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="settings">The numbers.</param>
    /// <param name="time">For the speed alone.</param>
    public AdapterTraining(ModelCard card, ITokenizer tokenizer, AdapterTrainingSettings settings, TimeProvider time)
    {
        _card = card;
        _settings = settings;
        _time = time;
        _maker = new SampleMaker(tokenizer, ModelFile.BeginToken(card.Path));
    }

    /// <summary>Trains and writes the adapter.</summary>
    /// <param name="lessons">At least two where some are kept apart.</param>
    /// <param name="path">The adapter's file.</param>
    /// <param name="report">Called after every step.</param>
    /// <exception cref="UserErrorException">There are too few lessons, or the model cannot be trained.</exception>
    public AdapterResult Run(IReadOnlyList<LessonPair> lessons, string path, Action<AdapterProgress> report, CancellationToken cancellation)
    {
        var (training, validation) = Split(lessons);
        var shape = BatchShape.For([.. training, .. validation], _settings.BatchTokens);
        using var graph = TrainingGraph.Open(_card.Path, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.TrainAdapter,
            Batch = shape,
            Adapter = _settings.Adapter,
            Threads = _settings.Threads,
            Seed = _settings.Seed,
        });
        var run = new Course(this, graph, training, Packer.Pack(validation, shape), path);
        return run.Go(report, cancellation);
    }

    private (Sample[] Training, Sample[] Validation) Split(IReadOnlyList<LessonPair> lessons)
    {
        Sample[] samples = [.. lessons.Select(l =>
            _maker.Make([new Segment(l.Prompt), new Segment(l.Completion, 1)]).Cut(_card.ContextTokens))];
        new Rng(_settings.Seed).Fork("split").Shuffle<Sample>(samples);
        var apart = _settings.ValidationShare <= 0 ? 0 : Math.Max(1, (int)Math.Round(samples.Length * _settings.ValidationShare));
        return apart < samples.Length
            ? (samples[apart..], samples[..apart])
            : throw new UserErrorException($"{samples.Length} lessons are too few to keep {apart} apart; give more, or keep none apart");
    }

    /// <summary>One run of the loop.</summary>
    private sealed class Course(
        AdapterTraining owner, TrainingGraph graph, Sample[] training, IReadOnlyList<Batch> validation, string path)
    {
        private readonly AdapterTrainingSettings _settings = owner._settings;
        private readonly long _start = owner._time.GetTimestamp();
        private long _tokens;
        private long _evaluated;
        private double? _best;
        private long _bestStep;
        private int _worse;

        public AdapterResult Go(Action<AdapterProgress> report, CancellationToken cancellation)
        {
            var first = Measure();
            _best = first;
            Keep();
            var stepsEach = Packer.Pack(training, graph.Settings.Batch).Count;
            var stepsMax = (long)stepsEach * _settings.Epochs;
            for (var epoch = 0; epoch < _settings.Epochs; epoch++)
            {
                var order = training.ToArray();
                new Rng(_settings.Seed).Fork("epoch", epoch).Shuffle<Sample>(order);
                foreach (var batch in Packer.Pack(order, graph.Settings.Batch))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!Step(batch, stepsMax, report))
                    {
                        return Result(first, "loss or gradient was no longer a number; the last good adapter was kept");
                    }

                    if (_worse >= _settings.Patience && graph.Steps >= _settings.StepsMin)
                    {
                        return Result(first, "no longer better on the lessons kept apart");
                    }
                }
            }

            Measured(Measure());
            return Result(first, "all epochs done");
        }

        private bool Step(Batch batch, long stepsMax, Action<AdapterProgress> report)
        {
            var total = batch.Weights.Sum();
            for (var i = 0; i < batch.Weights.Length; i++)
            {
                batch.Weights[i] /= total;
            }

            var step = OptimizerStep.Take(graph, [batch], _settings.Optimizer, (double)graph.Steps / stepsMax);
            _tokens += batch.TokensUsed;
            double? measured = null;
            if (step.Taken && graph.Steps % _settings.MeasureSteps == 0)
            {
                measured = Measure();
                Measured(measured);
            }

            var seconds = Math.Max(1e-9, owner._time.GetElapsedTime(_start).TotalSeconds);
            report(new AdapterProgress(graph.Steps, stepsMax, step.Loss, measured, _tokens / seconds));
            return step.Taken;
        }

        private double? Measure()
        {
            if (validation.Count == 0)
            {
                return null;
            }

            _evaluated += validation.Sum(b => b.TokensUsed);
            return validation.Sum(b => graph.Evaluate(b).Loss) / validation.Sum(b => b.Weights.Sum());
        }

        private void Measured(double? loss)
        {
            if (loss is null || loss < _best)
            {
                _best = loss;
                _worse = 0;
                Keep();
            }
            else
            {
                _worse++;
            }
        }

        private void Keep()
        {
            AdapterFile.Of(graph, owner._card.Sha256).Write(path);
            _bestStep = graph.Steps;
        }

        private AdapterResult Result(double? first, string why)
        {
            var context = graph.Settings.Batch.RowTokens / 2.0;
            var cost = TrainingCost.OfAdapter(owner._card, graph.TrainedWeights, _tokens, context)
                + new Cost
                {
                    TokensRead = _evaluated,
                    Flops = owner._card.ForwardFlops(_evaluated, context),
                    Seconds = owner._time.GetElapsedTime(_start).TotalSeconds,
                };
            return new AdapterResult(graph.Steps, _bestStep, first, _best, why, cost);
        }
    }
}
