using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training.Lessons;

/// <summary>One run of <see cref="AdapterTraining"/>: steps, measurements, checkpoints.</summary>
internal sealed class AdapterCourse
{
    private const int EpochsUsual = 10;
    private static readonly string[] Keys = ["epoch", "batch", "worse", "best_step", "best", "first", "tokens", "evaluated"];

    private readonly AdapterTrainingSettings _settings;
    private readonly ModelCard _card;
    private readonly ITrainer _model;
    private readonly Trainer _trainer;
    private readonly Sample[] _training;
    private readonly IReadOnlyList<Batch> _validation;
    private readonly string _path;
    private readonly string _identity;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly int _epochs;
    private readonly long _stepsMax;
    private long _tokensHere;
    private long _stepsHere;
    private double? _first;
    private double? _best;
    private long _bestStep;
    private int _worse;

    public AdapterCourse(
        AdapterTrainingSettings settings,
        ModelCard card,
        ITrainer model,
        Sample[] training,
        IReadOnlyList<Batch> validation,
        string path,
        string identity,
        TimeProvider time)
    {
        (_settings, _card, _model, _training, _validation) = (settings, card, model, training, validation);
        _trainer = new Trainer(model, settings.Optimizer);
        (_path, _identity, _time, _start) = (path, identity, time, time.GetTimestamp());
        var batches = Packer.Pack(training, model.Settings.Batch).Count;
        var stepsEach = (batches + settings.Accumulate - 1) / settings.Accumulate;
        _epochs = settings.Epochs ?? Math.Max(EpochsUsual, (2 * settings.StepsMin + stepsEach - 1) / stepsEach);
        _stepsMax = (long)stepsEach * _epochs;
    }

    public AdapterResult Go(bool resume, Action<AdapterProgress> report, CancellationToken cancellation)
    {
        var (epochBefore, batchBefore) = resume ? Restore() : Begin();
        for (var epoch = epochBefore; epoch < _epochs; epoch++)
        {
            var order = _training.ToArray();
            new Rng(_settings.Seed).Fork("epoch", epoch).Shuffle<Sample>(order);
            var steps = Packer.Pack(order, _model.Settings.Batch).Chunk(_settings.Accumulate).ToList();
            for (var at = epoch == epochBefore ? batchBefore : 0; at < steps.Count; at++)
            {
                if (cancellation.IsCancellationRequested)
                {
                    Save(epoch, at);
                    cancellation.ThrowIfCancellationRequested();
                }

                if (!Step(steps[at], report, out var measured))
                {
                    return Result(AdapterEnding.Diverged);
                }

                if (measured && _worse >= _settings.Patience && _model.Steps >= _settings.StepsMin)
                {
                    return Result(AdapterEnding.Stopped);
                }

                if (measured)
                {
                    Save(epoch, at + 1);
                }
            }
        }

        Measured(Measure());
        return Result(AdapterEnding.Done);
    }

    private (int Epoch, int Batch) Begin()
    {
        _first = Measure();
        _best = _first;
        Keep();
        return (0, 0);
    }

    private (int Epoch, int Batch) Restore()
    {
        var at = TrainingState.Load(AdapterTraining.CheckpointOf(_path), _model, _identity, Keys);
        (_worse, _bestStep) = ((int)at["worse"], at["best_step"]);
        _trainer.GoOn(at["tokens"], at["evaluated"]);
        (_best, _first) = (Number(at["best"]), Number(at["first"]));
        return ((int)at["epoch"], (int)at["batch"]);

        static double? Number(long bits) => BitConverter.Int64BitsToDouble(bits) is var value && double.IsNaN(value) ? null : value;
    }

    private void Save(int epoch, int batch)
    {
        TrainingState.Save(AdapterTraining.CheckpointOf(_path), _model, _identity, new Dictionary<string, long>
        {
            ["epoch"] = epoch,
            ["batch"] = batch,
            ["worse"] = _worse,
            ["best_step"] = _bestStep,
            ["best"] = Bits(_best),
            ["first"] = Bits(_first),
            ["tokens"] = _trainer.TokensTrained,
            ["evaluated"] = _trainer.TokensEvaluated,
        });

        static long Bits(double? value) => BitConverter.DoubleToInt64Bits(value ?? double.NaN);
    }

    private bool Step(Batch[] batches, Action<AdapterProgress> report, out bool measured)
    {
        // Every token counts alike, however many stand in each batch; batches are packed anew for each epoch.
        var total = batches.Sum(b => b.Weights.Sum());
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Weights.Length; i++)
            {
                batch.Weights[i] /= total;
            }
        }

        var step = _trainer.Take(new TrainingStep(batches, (double)_model.Steps / _stepsMax));
        (_tokensHere, _stepsHere) = (_tokensHere + batches.Sum(b => (long)b.TokensUsed), _stepsHere + 1);
        measured = step.Taken && _model.Steps % _settings.MeasureSteps == 0;
        var loss = measured ? Measure() : null;
        if (measured)
        {
            Measured(loss);
        }

        var seconds = Math.Max(1e-9, _time.GetElapsedTime(_start).TotalSeconds);
        var left = Math.Max(0, _stepsMax - _model.Steps) * seconds / _stepsHere;
        report(new AdapterProgress(_model.Steps, _stepsMax, step.Loss, loss, _tokensHere / seconds, TimeSpan.FromSeconds(left)));
        return step.Taken;
    }

    private double? Measure() =>
        _validation.Count == 0 ? null : _trainer.Loss(_validation) / _validation.Sum(b => b.Weights.Sum());

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
        _model.ToAdapterFile(_card).Write(_path);
        _bestStep = _model.Steps;
    }

    private AdapterResult Result(AdapterEnding ending)
    {
        File.Delete(AdapterTraining.CheckpointOf(_path));
        var cost = _trainer.AdapterCost(_card, _model.Settings.Batch.RowTokens / 2.0)
            + new Cost { Seconds = _time.GetElapsedTime(_start).TotalSeconds };
        return new AdapterResult(_model.Steps, _bestStep, _first, _best, ending, cost);
    }
}
