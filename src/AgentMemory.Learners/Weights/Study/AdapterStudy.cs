using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>What a study trains on and where it begins.</summary>
internal sealed record StudyMaterial
{
    /// <summary>Lessons of this study; negative weights are held back once learnt.</summary>
    public required IReadOnlyList<Sample> Lessons { get; init; }

    /// <summary>Earlier lessons, of which each pass draws its share.</summary>
    public IReadOnlyList<Sample> Replay { get; init; } = [];

    /// <summary>What the base model would say in other worlds, of which each pass rehearses a few.</summary>
    public IReadOnlyList<Sample> Rehearsal { get; init; } = [];

    /// <summary>Measured before and after, never trained on.</summary>
    public IReadOnlyList<Sample> Apart { get; init; } = [];

    /// <summary>What the mean loss over them is before, where an earlier study measured it; null to measure it.</summary>
    public double? ApartBefore { get; init; }

    /// <summary>The adapter to go on from, or null for a fresh one.</summary>
    public string? Earlier { get; init; }

    /// <summary>Moments of the earlier study; used where the settings say so and the file is there.</summary>
    public string? EarlierState { get; init; }

    /// <summary>Adapters that are worn beneath and stay as they are.</summary>
    public IReadOnlyList<WornWeights> Worn { get; init; } = [];

    /// <summary>Keeps the directions that the adapter reads at right angles to those of the worn ones.</summary>
    public bool Orthogonal { get; init; }

    public required Rng Rng { get; init; }
}

/// <summary>What a study did.</summary>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="FirstLoss">Of the first step.</param>
/// <param name="LastLoss">Of the last one.</param>
/// <param name="ApartBefore">Mean loss over what was kept apart, before; NaN where nothing was.</param>
/// <param name="ApartAfter">The same afterwards.</param>
/// <param name="Cost">Without seconds.</param>
internal sealed record AdapterStudied(
    long Steps, double FirstLoss, double LastLoss, double ApartBefore, double ApartAfter, Cost Cost);

/// <summary>One study of one adapter: some passes over lessons, with replay and an anchor where they are wanted.</summary>
internal sealed class AdapterStudy
{
    private const int WarmUpSteps = 3;
    private const int RowTokens = 256;
    private readonly WeightsTools _tools;
    private readonly AdapterStudySettings _settings;

    public AdapterStudy(WeightsTools tools, AdapterStudySettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    /// <summary>Trains and writes the adapter, and its moments where they are to be carried on.</summary>
    /// <param name="material">Not empty.</param>
    /// <param name="path">The adapter's file.</param>
    /// <param name="statePath">Takes the moments, or null.</param>
    public AdapterStudied Train(StudyMaterial material, string path, string? statePath, CancellationToken cancellation)
    {
        var card = _tools.Model.Card;
        Sample[] all = [.. material.Lessons, .. material.Replay, .. material.Rehearsal, .. material.Apart];
        using var model = _tools.Trainers.Open(card.Path, _tools.Trainer(TrainingPurpose.TrainAdapter, Shape(material, all)) with
        {
            Adapter = new AdapterShape { Rank = _settings.Adapter.Rank, Alpha = (float)_settings.Adapter.Alpha, Layers = _settings.Layers },
            Worn = material.Worn,
            Seed = material.Rng.Fork("adapter").Seed,
        });
        var trainer = new Trainer(model, Optimizer());
        Begin(model, material, card.Sha256);
        var subspace = material.Orthogonal ? new EarlierDirections(model, material.Worn) : null;
        subspace?.Project(model);
        var before = material.ApartBefore ?? Measure(trainer, model, material.Apart);
        var anchored = material with { Lessons = Anchored(trainer, material.Lessons), Replay = Anchored(trainer, material.Replay) };
        var run = trainer.Run(Steps(trainer, model.Settings.Batch, anchored, cancellation), _ => subspace?.Project(model));
        var after = Measure(trainer, model, material.Apart);
        model.ToAdapterFile(card).Write(path);
        if (statePath is not null)
        {
            TrainingState.Save(statePath, model, card.Sha256, new Dictionary<string, long>());
        }

        var cost = trainer.AdapterCost(card, all.Max(s => s.Tokens.Count) / 2.0);
        return new AdapterStudied(model.Steps, run.FirstLoss, run.LastLoss, before, after, cost);
    }

    private OptimizerSettings Optimizer() => new()
    {
        LearningRate = _settings.Adapter.LearningRate,
        WarmUpSteps = WarmUpSteps,
        FinalShare = _settings.GoesOn ? 1 : 0.1,
        WeightDecay = _settings.Adapter.WeightDecay,
    };

    private void Begin(ITrainer model, StudyMaterial material, string baseSha256)
    {
        if (material.Earlier is not null)
        {
            model.LoadAdapter(AdapterFile.Read(material.Earlier), baseSha256);
        }

        if (_settings.GoesOn && material.EarlierState is { } state && File.Exists(state))
        {
            TrainingState.Load(state, model, baseSha256, []);
        }
    }

    private IEnumerable<TrainingStep> Steps(Trainer trainer, BatchShape shape, StudyMaterial material, CancellationToken cancellation)
    {
        var restraint = new Restraint(material.Lessons.Count);
        var restrains = material.Lessons.Any(s => s.Predictions.Any(p => p.Weight < 0));
        for (var epoch = 0; epoch < _settings.Adapter.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (restrains)
            {
                restraint.Measure(trainer, material.Lessons);
            }

            var lessons = Enumerable.Range(0, material.Lessons.Count).Select(i => restraint.Apply(i, material.Lessons[i])).ToList();
            lessons.AddRange(Drawn(material, material.Rng.Fork("replay", epoch)));
            lessons.AddRange(Rehearsed(material, material.Rng.Fork("rehearsal", epoch)));
            var order = Enumerable.Range(0, lessons.Count).ToArray();
            material.Rng.Fork("order", epoch).Shuffle<int>(order);
            var total = lessons.Sum(Mass);
            foreach (var batch in Packer.Pack(order.Select(i => lessons[i].Weighted(1 / total)), shape))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new TrainingStep([batch], (double)epoch / _settings.Adapter.Epochs);
            }
        }
    }

    // Short rows: attention costs their length squared, and a beginning that episodes share is seen from all of them. Where the longest episode
    // leaves no second row in a batch, one row as long as the batch: else its beginning would be computed for few episodes. No longer than one
    // pass fills: padding is computed like the rest. Rows that stay empty cost nothing, so a small pass has two to spare, lest it be cut into
    // batches by what does not fit.
    private BatchShape Shape(StudyMaterial material, Sample[] all)
    {
        Sample[] pass = [.. material.Lessons, .. Drawn(material, new Rng(1)), .. Rehearsed(material, new Rng(1))];
        var beginnings = pass.DistinctBy(s => (s.SharedTokens, s.Tokens.Take(s.SharedTokens).Aggregate(17, (h, t) => (h * 31) + t)));
        var tokens = pass.Sum(s => (long)s.Tokens.Count - s.SharedTokens) + beginnings.Sum(s => (long)s.SharedTokens);
        var filled = (int)Math.Min(int.MaxValue, tokens);
        var row = 2 * Math.Max(RowTokens, all.Max(s => s.Tokens.Count)) <= _settings.Adapter.BatchTokens ? RowTokens : _settings.Adapter.BatchTokens;
        var rowTokens = Math.Min(Math.Min(filled, row), _tools.Limits.ContextTokens);
        return BatchShape.For(all, (int)Math.Min(filled + (2L * rowTokens), _settings.Adapter.BatchTokens), rowTokens);
    }

    private IEnumerable<Sample> Drawn(StudyMaterial material, Rng rng)
    {
        var share = _settings.ReplayShare;
        var wanted = (int)Math.Round(Math.Max(1, material.Lessons.Count) * share / (1 - share));
        var order = material.Replay.ToArray();
        rng.Shuffle<Sample>(order);
        return order.Take(wanted);
    }

    private IEnumerable<Sample> Rehearsed(StudyMaterial material, Rng rng)
    {
        var order = material.Rehearsal.ToArray();
        rng.Shuffle<Sample>(order);
        return order.Take(_settings.RehearsedEachPass);
    }

    private IReadOnlyList<Sample> Anchored(Trainer trainer, IReadOnlyList<Sample> samples)
    {
        if (_settings.KlWeight <= 0 || samples.Count == 0)
        {
            return samples;
        }

        var own = trainer.Distributions(samples);
        return [.. samples.Select((sample, i) => sample with
        {
            Predictions = [.. sample.Predictions.Select((p, n) => p.Soft is not null
                ? p
                : p with { Soft = new SoftTarget(own[i]![n], (float)(_settings.KlWeight * Math.Abs(p.Weight))) })],
        })];
    }

    private static double Measure(Trainer trainer, ITrainer model, IReadOnlyList<Sample> samples) =>
        samples.Count == 0 ? double.NaN : trainer.Loss(Packer.Pack(samples, model.Settings.Batch)) / samples.Sum(Mass);

    /// <summary>What samples weigh in a pass.</summary>
    public static double MassOf(IReadOnlyList<Sample> samples) => samples.Sum(Mass);

    private static double Mass(Sample sample) => sample.Predictions.Sum(p => Math.Abs((double)p.Weight) + (p.Weight == 0 ? p.Soft?.Weight ?? 0 : 0));
}
