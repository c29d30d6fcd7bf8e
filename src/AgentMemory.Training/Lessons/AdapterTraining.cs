using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training.Lessons;

/// <summary>
/// Trains an adapter on lessons that people bring, and keeps the one that did best on lessons kept apart. A checkpoint lies
/// beside the adapter until training is over; from it a killed run goes on to the same bits.
/// </summary>
public sealed class AdapterTraining
{
    private readonly ITrainerProvider _trainers;
    private readonly ModelCard _card;
    private readonly AdapterTrainingSettings _settings;
    private readonly ITokenizer _tokenizer;
    private readonly TimeProvider _time;
    private IReadOnlyList<TextLesson>? _lessons;
    private LessonSet? _set;

    /// <param name="trainers">Of the engine that trains.</param>
    /// <param name="card">The base model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="settings">The numbers.</param>
    /// <param name="time">For the speed alone.</param>
    public AdapterTraining(ITrainerProvider trainers, ModelCard card, ITokenizer tokenizer, AdapterTrainingSettings settings, TimeProvider time)
    {
        _trainers = trainers;
        _card = card;
        _settings = settings;
        _time = time;
        _tokenizer = tokenizer;
    }

    /// <summary>Where the checkpoint of an adapter lies.</summary>
    public static string CheckpointOf(string path) => path + ".training.gguf";

    /// <summary>Trains and writes the adapter.</summary>
    /// <param name="lessons">At least two where some are kept apart.</param>
    /// <param name="path">The adapter's file.</param>
    /// <param name="resume">Goes on from the checkpoint beside it.</param>
    /// <param name="report">Called after every step.</param>
    /// <exception cref="UserErrorException">
    /// There are too few lessons, the model cannot be trained or does not fit into memory, or there is no such checkpoint.
    /// </exception>
    /// <exception cref="OperationCanceledException">Interrupted; a checkpoint was left.</exception>
    public AdapterResult Run(
        IReadOnlyList<TextLesson> lessons, string path, bool resume, Action<AdapterProgress> report, CancellationToken cancellation)
    {
        if (resume && !File.Exists(CheckpointOf(path)))
        {
            throw new UserErrorException($"there is no checkpoint {CheckpointOf(path)} to go on from; leave out --resume");
        }

        var (training, validation) = Split(lessons);
        var settings = Trainer(training, validation);
        using var trainer = _trainers.Open(_card.Path, settings);
        if (_settings.Start is { } start)
        {
            trainer.LoadAdapter(start, _card.Sha256);
        }

        var apart = Packer.Pack(validation, settings.Batch);
        var course = new AdapterCourse(_settings, _card, trainer, training, apart, path, Identity(lessons), _time);
        return course.Go(resume, report, cancellation);
    }

    /// <summary>What training on these lessons will take, from shapes alone.</summary>
    /// <exception cref="UserErrorException">There are too few lessons, or the file is no model.</exception>
    public MemoryEstimate Estimate(IReadOnlyList<TextLesson> lessons)
    {
        var (training, validation) = Split(lessons);
        return _trainers.Estimate(_card.Path, Trainer(training, validation));
    }

    /// <summary>What a person should know of these lessons before they are taught, a line each.</summary>
    /// <exception cref="UserErrorException">A prompt alone fills the model's context.</exception>
    public IReadOnlyList<string> Remarks(IReadOnlyList<TextLesson> lessons) => Set(lessons).Remarks;

    // Remarks, estimate and training ask for the same lessons one after another.
    private LessonSet Set(IReadOnlyList<TextLesson> lessons)
    {
        if (!ReferenceEquals(_lessons, lessons) || _set is null)
        {
            (_lessons, _set) = (lessons, LessonSet.Make(lessons, _tokenizer, _card.ContextTokens, _settings.EndsText));
        }

        return _set;
    }

    private TrainerSettings Trainer(Sample[] training, Sample[] validation) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = BatchShape.For([.. training, .. validation], _settings.BatchTokens),
        Adapter = _settings.Adapter,
        Base = _settings.Base,
        Threads = _settings.Threads,
        Device = _settings.Device,
        Dropout = _settings.Dropout,
        Seed = _settings.Seed,
    };

    private (Sample[] Training, Sample[] Validation) Split(IReadOnlyList<TextLesson> lessons)
    {
        Sample[] samples = [.. Set(lessons).Samples];
        new Rng(_settings.Seed).Fork("split").Shuffle<Sample>(samples);
        var apart = _settings.ValidationShare <= 0 ? 0 : Math.Max(1, (int)Math.Round(samples.Length * _settings.ValidationShare));
        return apart < samples.Length
            ? (samples[apart..], samples[..apart])
            : throw new UserErrorException($"{samples.Length} lessons are too few to keep {apart} apart; give more, or keep none apart");
    }

    // Everything that the course of training follows from; threads and device are left out, since the user may change them.
    private string Identity(IReadOnlyList<TextLesson> lessons)
    {
        var s = _settings;
        var text = FormattableString.Invariant(
            $"{_card.Sha256} {s.Adapter.Rank} {s.Adapter.Alpha} {string.Join(',', s.Adapter.Parts)} {s.Optimizer} {s.Epochs} ")
            + FormattableString.Invariant($"{s.BatchTokens} {s.Accumulate} {s.Dropout} {s.ValidationShare} {s.StepsMin} ")
            + FormattableString.Invariant($"{s.MeasureSteps} {s.Patience} {s.EndsText} {s.Base} {s.Seed} ")
            + string.Concat(lessons.Select(l => FormattableString.Invariant($"{l.Prompt.Length} {l.Completion.Length} {l.Weight} {l.Prompt}{l.Completion}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
