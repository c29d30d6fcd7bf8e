using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>One study of <see cref="LoraLearner"/>: an adapter, lessons, and some passes over them.</summary>
internal sealed class LoraTraining
{
    private readonly LearnerTools _tools;
    private readonly LoraSettings _settings;

    public LoraTraining(LearnerTools tools, LoraSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    /// <summary>Trains and writes the adapter; null where no lesson says anything.</summary>
    public (Cost Cost, string Remark)? Train(
        IReadOnlyList<Lesson> fresh,
        IReadOnlyList<Lesson> before,
        string? earlierAdapter,
        string adapterPath,
        Rng rng,
        CancellationToken cancellation)
    {
        var card = _tools.Model.Card;
        var writer = new LessonWriter(_tools, _settings, ModelFile.BeginToken(card.Path));
        Lesson[] known = [.. before, .. fresh];
        var now = Weighted(writer, fresh, known);
        // Of earlier lessons those that went well by today's measure are worth repeating.
        var replay = Weighted(writer, before, known).Where(s => s.Advantage > 0).Select(s => s.Sample).ToArray();
        if (now.Count == 0 && (replay.Length == 0 || _settings.ReplayShare == 0))
        {
            return null;
        }

        Sample[] all = [.. now.Select(s => s.Sample), .. replay];
        // Rows as long as the batch allows: the more episodes share one, the fewer rulebooks are computed. But no longer
        // than one pass fills: padding is computed like the rest.
        var filled = (int)Math.Min(int.MaxValue, TokensOfPass(now, replay));
        var rowTokens = Math.Min(filled, Math.Min(_settings.BatchTokens, _tools.Limits.ContextTokens));
        var shape = BatchShape.For(all, Math.Min(filled, _settings.BatchTokens), rowTokens);
        var meanContext = all.Max(s => s.Tokens.Count) / 2.0;
        using var graph = TrainingGraph.Open(card.Path, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.TrainAdapter,
            Batch = shape,
            Adapter = new AdapterShape { Rank = _settings.Rank, Alpha = (float)_settings.Alpha },
            Threads = _tools.Threads,
            Seed = rng.Fork("adapter").Seed,
        });
        if (earlierAdapter is not null)
        {
            AdapterFile.Read(earlierAdapter).CopyTo(graph, card.Sha256);
        }

        var (tokens, evaluated, first, last) = Run(graph, now, replay, rng, cancellation);
        AdapterFile.Of(graph, card).Write(adapterPath);
        var remark = FormattableString.Invariant(
            $"{now.Count} lessons of {fresh.Count}, {replay.Length} to replay, {graph.Steps} steps, loss {first:F3} to {last:F3}");
        var cost = TrainingCost.OfAdapter(card, graph.TrainedWeights, tokens, meanContext)
            + new Cost { TokensRead = evaluated, Flops = card.ForwardFlops(evaluated, meanContext) };
        return (cost, remark);
    }

    private (long Tokens, long Evaluated, double First, double Last) Run(
        TrainingGraph graph,
        IReadOnlyList<(Sample Sample, double Advantage)> now,
        Sample[] replay,
        Rng rng,
        CancellationToken cancellation)
    {
        var optimizer = new OptimizerSettings
        {
            LearningRate = _settings.LearningRate,
            WarmUpSteps = 3,
            FinalShare = 0.1,
            WeightDecay = _settings.WeightDecay,
        };
        var restraint = new Restraint(now.Count);
        var restrains = now.Any(s => s.Sample.Predictions.Any(p => p.Weight < 0));
        Sample[] samples = [.. now.Select(s => s.Sample)];
        var (tokens, evaluated, first, last) = (0L, 0L, double.NaN, double.NaN);
        for (var epoch = 0; epoch < _settings.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            evaluated += restrains ? restraint.Measure(graph, samples) : 0;
            var lessons = Enumerable.Range(0, now.Count).Select(i => restraint.Apply(i, now[i].Sample)).ToList();
            lessons.AddRange(Drawn(replay, now.Count, rng.Fork("replay", epoch)));
            var order = Enumerable.Range(0, lessons.Count).ToArray();
            rng.Fork("order", epoch).Shuffle<int>(order);
            var total = lessons.Sum(s => s.Predictions.Sum(p => Math.Abs((double)p.Weight)));
            foreach (var batch in Packer.Pack(order.Select(i => lessons[i].Weighted(1 / total)), graph.Settings.Batch))
            {
                var step = OptimizerStep.Take(graph, [batch], optimizer, (double)epoch / _settings.Epochs);
                tokens += batch.TokensUsed;
                (first, last) = (double.IsNaN(first) ? step.Loss : first, step.Loss);
                if (!step.Taken)
                {
                    return (tokens, evaluated, first, last);
                }
            }
        }

        return (tokens, evaluated, first, last);
    }

    private static IReadOnlyList<(Sample Sample, double Advantage)> Weighted(
        LessonWriter writer, IReadOnlyList<Lesson> lessons, IReadOnlyList<Lesson> known)
    {
        var advantages = writer.Advantages(lessons, known);
        var samples = new List<(Sample, double)>();
        for (var i = 0; i < lessons.Count; i++)
        {
            if (writer.Write(lessons[i], advantages[i]) is { Predictions.Count: > 0 } sample)
            {
                samples.Add((sample, advantages[i]));
            }
        }

        return samples;
    }

    private long TokensOfPass(IReadOnlyList<(Sample Sample, double Advantage)> now, Sample[] replay)
    {
        Sample[] pass = [.. now.Select(s => s.Sample), .. Drawn(replay, now.Count, new Rng(1))];
        var beginnings = pass.DistinctBy(s => (s.SharedTokens, s.Tokens.Take(s.SharedTokens).Aggregate(17, (h, t) => (h * 31) + t)));
        return pass.Sum(s => (long)s.Tokens.Count - s.SharedTokens) + beginnings.Sum(s => (long)s.SharedTokens);
    }

    private IEnumerable<Sample> Drawn(Sample[] replay, int fresh, Rng rng)
    {
        var share = _settings.ReplayShare;
        var wanted = (int)Math.Round(Math.Max(1, fresh) * share / (1 - share));
        var order = replay.ToArray();
        rng.Shuffle<Sample>(order);
        return order.Take(wanted);
    }
}
