using AgentMemory.Core;

namespace AgentMemory.Weights;

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
    private readonly LearnerTools _tools;
    private readonly AdapterStudySettings _settings;
    private long _tokens;
    private long _evaluated;

    public AdapterStudy(LearnerTools tools, AdapterStudySettings settings)
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
        (_tokens, _evaluated) = (0, 0);
        var card = _tools.Model.Card;
        Sample[] all = [.. material.Lessons, .. material.Replay, .. material.Rehearsal, .. material.Apart];
        var soft = _settings.Anchor > 0 || all.Any(s => s.Predictions.Any(p => p.Soft is not null));
        using var graph = TrainingGraph.Open(card.Path, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.TrainAdapter,
            Batch = Shape(material, all),
            Adapter = new AdapterShape { Rank = _settings.Rank, Alpha = (float)_settings.Alpha },
            SoftTargets = soft,
            Worn = material.Worn,
            ContextTokens = _tools.EngineTokens,
            Threads = _tools.Threads,
            Seed = material.Rng.Fork("adapter").Seed,
        });
        Begin(graph, material, card.Sha256);
        var subspace = material.Orthogonal ? new EarlierDirections(graph, material.Worn) : null;
        subspace?.Project(graph);
        var before = Measure(graph, material.Apart);
        var anchored = material with { Lessons = Anchored(graph, material.Lessons), Replay = Anchored(graph, material.Replay) };
        var (first, last) = Run(graph, anchored, subspace, cancellation);
        var after = Measure(graph, material.Apart);
        AdapterFile.Of(graph, card).Write(path);
        if (statePath is not null)
        {
            TrainingState.Save(statePath, graph, card.Sha256, new Dictionary<string, long>());
        }

        var context = all.Max(s => s.Tokens.Count) / 2.0;
        var cost = TrainingCost.OfAdapter(card, graph.TrainedWeights, _tokens, context)
            + new Cost { TokensRead = _evaluated, Flops = card.ForwardFlops(_evaluated, context) };
        return new AdapterStudied(graph.Steps, first, last, before, after, cost);
    }

    private void Begin(TrainingGraph graph, StudyMaterial material, string baseSha256)
    {
        if (material.Earlier is not null)
        {
            AdapterFile.Read(material.Earlier).CopyTo(graph, baseSha256);
        }

        if (_settings.GoesOn && material.EarlierState is { } state && File.Exists(state))
        {
            TrainingState.Load(state, graph, baseSha256, []);
        }
    }

    private (double First, double Last) Run(
        TrainingGraph graph, StudyMaterial material, EarlierDirections? subspace, CancellationToken cancellation)
    {
        var optimizer = new OptimizerSettings
        {
            LearningRate = _settings.LearningRate,
            WarmUpSteps = WarmUpSteps,
            FinalShare = _settings.GoesOn ? 1 : 0.1,
            WeightDecay = _settings.WeightDecay,
        };
        var restraint = new Restraint(material.Lessons.Count);
        var restrains = material.Lessons.Any(s => s.Predictions.Any(p => p.Weight < 0));
        var (first, last) = (double.NaN, double.NaN);
        for (var epoch = 0; epoch < _settings.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            _evaluated += restrains ? restraint.Measure(graph, material.Lessons) : 0;
            var lessons = Enumerable.Range(0, material.Lessons.Count).Select(i => restraint.Apply(i, material.Lessons[i])).ToList();
            lessons.AddRange(Drawn(material, material.Rng.Fork("replay", epoch)));
            lessons.AddRange(Rehearsed(material, material.Rng.Fork("rehearsal", epoch)));
            var order = Enumerable.Range(0, lessons.Count).ToArray();
            material.Rng.Fork("order", epoch).Shuffle<int>(order);
            var total = lessons.Sum(Mass);
            foreach (var batch in Packer.Pack(order.Select(i => lessons[i].Weighted(1 / total)), graph.Settings.Batch))
            {
                var step = OptimizerStep.Take(graph, [batch], optimizer, (double)epoch / _settings.Epochs);
                _tokens += batch.TokensUsed;
                (first, last) = (double.IsNaN(first) ? step.Loss : first, step.Loss);
                if (!step.Taken)
                {
                    return (first, last);
                }

                subspace?.Project(graph);
            }
        }

        return (first, last);
    }

    // Rows as long as the batch allows: the more episodes share one, the fewer rulebooks are computed. But no longer than one
    // pass fills: padding is computed like the rest.
    private BatchShape Shape(StudyMaterial material, Sample[] all)
    {
        Sample[] pass = [.. material.Lessons, .. Drawn(material, new Rng(1)), .. Rehearsed(material, new Rng(1))];
        var beginnings = pass.DistinctBy(s => (s.SharedTokens, s.Tokens.Take(s.SharedTokens).Aggregate(17, (h, t) => (h * 31) + t)));
        var tokens = pass.Sum(s => (long)s.Tokens.Count - s.SharedTokens) + beginnings.Sum(s => (long)s.SharedTokens);
        var filled = (int)Math.Min(int.MaxValue, tokens);
        var rowTokens = Math.Min(filled, Math.Min(_settings.BatchTokens, _tools.Limits.ContextTokens));
        return BatchShape.For(all, Math.Min(filled, _settings.BatchTokens), rowTokens);
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

    private IReadOnlyList<Sample> Anchored(TrainingGraph graph, IReadOnlyList<Sample> samples)
    {
        if (_settings.Anchor <= 0 || samples.Count == 0)
        {
            return samples;
        }

        var (own, tokens) = GraphDistributions.Of(graph, samples);
        _evaluated += tokens;
        return [.. samples.Select((sample, i) => sample with
        {
            Predictions = [.. sample.Predictions.Select((p, n) => p.Soft is not null
                ? p
                : p with { Soft = new SoftTarget(own[i][n], (float)(_settings.Anchor * Math.Abs(p.Weight))) })],
        })];
    }

    private double Measure(TrainingGraph graph, IReadOnlyList<Sample> samples)
    {
        if (samples.Count == 0)
        {
            return double.NaN;
        }

        var batches = Packer.Pack(samples, graph.Settings.Batch);
        _evaluated += batches.Sum(b => (long)b.TokensUsed);
        return batches.Sum(b => graph.Evaluate(b).Loss) / samples.Sum(Mass);
    }

    /// <summary>What samples weigh in a pass.</summary>
    public static double MassOf(IReadOnlyList<Sample> samples) => samples.Sum(Mass);

    private static double Mass(Sample sample) => sample.Predictions.Sum(p => Math.Abs((double)p.Weight) + (p.Weight == 0 ? p.Soft?.Weight ?? 0 : 0));
}
