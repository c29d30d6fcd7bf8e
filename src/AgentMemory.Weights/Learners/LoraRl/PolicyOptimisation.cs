using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>The passes over one round of attempts.</summary>
internal sealed class PolicyOptimisation
{
    // The estimator of the divergence grows without bound where the base expects what the policy has forgotten.
    private const double BaseRatioMax = 10;

    private readonly LearnerTools _tools;
    private readonly LoraRlSettings _settings;
    private long _tokens;
    private long _evaluated;

    public PolicyOptimisation(LearnerTools tools, LoraRlSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    /// <summary>Trains the adapter in its place, with its moments.</summary>
    /// <returns>What it took, and the share of tokens that the clip held back in the last pass.</returns>
    public (Cost Cost, double Clipped) Train(Attempt[] attempts, string path, string statePath, Rng rng, CancellationToken cancellation)
    {
        var card = _tools.Model.Card;
        Sample[] samples = [.. attempts.Select(a => a.Sample)];
        var shape = BatchShape.For(samples, _settings.Study.BatchTokens, Math.Min(_settings.Study.BatchTokens, samples.Max(s => s.Tokens.Count)));
        var settings = new TrainingGraphSettings
        {
            Purpose = GraphPurpose.TrainAdapter,
            Batch = shape,
            Adapter = new AdapterShape { Rank = _settings.Study.Rank, Alpha = (float)_settings.Study.Alpha },
            ContextTokens = _tools.EngineTokens,
            Threads = _tools.Threads,
            Seed = rng.Fork("adapter").Seed,
        };
        using var graph = TrainingGraph.Open(card.Path, settings);
        // A fresh adapter changes nothing, so what the graph says now is what the base says.
        var atBase = _settings.BaseDivergence > 0 ? Expected(graph, samples) : null;
        if (File.Exists(path))
        {
            AdapterFile.Read(path).CopyTo(graph, card.Sha256);
            TrainingState.Load(statePath, graph, card.Sha256, []);
        }

        var old = Expected(graph, samples);
        var clipped = 0.0;
        for (var pass = 0; pass < _settings.Study.Epochs; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            clipped = Pass(graph, attempts, old, atBase, rng.Fork("pass", pass));
        }

        AdapterFile.Of(graph, card).Write(path);
        TrainingState.Save(statePath, graph, card.Sha256, new Dictionary<string, long>());
        var context = samples.Max(s => s.Tokens.Count) / 2.0;
        var cost = TrainingCost.OfAdapter(card, graph.TrainedWeights, _tokens, context)
            + new Cost { TokensRead = _evaluated, Flops = card.ForwardFlops(_evaluated, context) };
        return (cost, clipped);
    }

    private double Pass(TrainingGraph graph, Attempt[] attempts, float[][] old, float[][]? atBase, Rng rng)
    {
        var optimizer = new OptimizerSettings
        {
            LearningRate = _settings.Study.LearningRate,
            WarmUpSteps = 3,
            FinalShare = 1,
            WeightDecay = _settings.Study.WeightDecay,
        };
        var order = Enumerable.Range(0, attempts.Length).ToArray();
        rng.Shuffle<int>(order);
        var total = attempts.Sum(a => a.Sample.Predictions.Count);
        var (next, held) = (0, 0);
        foreach (var batch in Packer.Pack(order.Select(i => attempts[i].Sample), graph.Settings.Batch))
        {
            var now = graph.Evaluate(batch).LogProbabilities;
            _evaluated += batch.TokensUsed;
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                var i = order[next];
                for (var n = 0; n < attempts[i].Sample.Predictions.Count; n++, at++)
                {
                    var (push, isHeld) = Push(attempts[i].Advantage, now[at] - (double)old[i][n]);
                    held += isHeld ? 1 : 0;
                    var pull = atBase is null ? 0 : _settings.BaseDivergence * Pull(atBase[i][n] - (double)now[at]);
                    batch.Weights[at] = (float)((push + pull) / total);
                }
            }

            var step = OptimizerStep.Take(graph, [batch], optimizer, progress: 0);
            _tokens += batch.TokensUsed;
            if (!step.Taken)
            {
                break;
            }
        }

        return (double)held / total;
    }

    // The gradient of min(r A, clip(r) A) at a token's log-probability is r A, or nothing where the clip holds.
    private (double Push, bool Held) Push(double advantage, double logRatio)
    {
        var ratio = Math.Exp(Math.Clamp(logRatio, -20, 20));
        var held = (advantage > 0 && ratio > 1 + _settings.Clip) || (advantage < 0 && ratio < 1 - _settings.Clip);
        return held ? (0, true) : (advantage * ratio, false);
    }

    // k3 = b/p - log(b/p) - 1 (Schulman 2020) is pulled at by b/p - 1, where b is what the base expected of the token.
    private static double Pull(double logBaseRatio) => Math.Min(BaseRatioMax, Math.Exp(Math.Min(logBaseRatio, 20))) - 1;

    private float[][] Expected(TrainingGraph graph, Sample[] samples)
    {
        var found = new float[samples.Length][];
        var next = 0;
        foreach (var batch in Packer.Pack(samples, graph.Settings.Batch))
        {
            var now = graph.Evaluate(batch).LogProbabilities;
            _evaluated += batch.TokensUsed;
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                found[next] = now[at..(at + samples[next].Predictions.Count)];
                at += samples[next].Predictions.Count;
            }
        }

        return found;
    }
}
