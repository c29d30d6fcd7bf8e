using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.LoraRl;

/// <summary>The passes over one round of attempts.</summary>
internal sealed class PolicyOptimisation
{
    // The estimator of the divergence grows without bound where the base expects what the policy has forgotten.
    private const double BaseRatioMax = 10;

    private readonly WeightsTools _tools;
    private readonly LoraRlSettings _settings;

    public PolicyOptimisation(WeightsTools tools, LoraRlSettings settings)
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
        var shape = BatchShape.For(samples, _settings.Adapter.BatchTokens, Math.Min(_settings.Adapter.BatchTokens, samples.Max(s => s.Tokens.Count)));
        var settings = _tools.Trainer(TrainingPurpose.TrainAdapter, shape) with
        {
            Adapter = new AdapterShape { Rank = _settings.Adapter.Rank, Alpha = (float)_settings.Adapter.Alpha },
            Seed = rng.Fork("adapter").Seed,
        };
        using var model = _tools.Trainers.Open(card.Path, settings);
        var trainer = new Trainer(model, Optimizer());
        // A fresh adapter changes nothing, so what the model says now is what the base says.
        var atBase = _settings.KlWeight > 0 ? trainer.LogProbabilities(samples) : null;
        if (File.Exists(path))
        {
            model.LoadAdapter(AdapterFile.Read(path), card.Sha256);
            TrainingState.Load(statePath, model, card.Sha256, []);
        }

        var old = trainer.LogProbabilities(samples);
        var clipped = 0.0;
        for (var pass = 0; pass < _settings.Adapter.Epochs; pass++)
        {
            clipped = Pass(trainer, shape, attempts, old, atBase, rng.Fork("pass", pass), cancellation);
        }

        model.ToAdapterFile(card).Write(path);
        TrainingState.Save(statePath, model, card.Sha256, new Dictionary<string, long>());
        var context = samples.Max(s => s.Tokens.Count) / 2.0;
        return (trainer.AdapterCost(card, context), clipped);
    }

    private OptimizerSettings Optimizer() => new()
    {
        LearningRate = _settings.Adapter.LearningRate,
        WarmUpSteps = 3,
        FinalShare = 1,
        WeightDecay = _settings.Adapter.WeightDecay,
    };

    private double Pass(
        Trainer trainer, BatchShape shape, Attempt[] attempts, float[]?[] old, float[]?[]? atBase, Rng rng, CancellationToken cancellation)
    {
        var order = Enumerable.Range(0, attempts.Length).ToArray();
        rng.Shuffle<int>(order);
        var total = attempts.Sum(a => a.Sample.Predictions.Count);
        var (next, held) = (0, 0);
        foreach (var batch in Packer.Pack(order.Select(i => attempts[i].Sample), shape))
        {
            cancellation.ThrowIfCancellationRequested();
            var now = trainer.LogProbabilities(batch);
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                var i = order[next];
                for (var n = 0; n < attempts[i].Sample.Predictions.Count; n++, at++)
                {
                    var (push, isHeld) = Push(attempts[i].Advantage, now[at] - (double)old[i]![n]);
                    held += isHeld ? 1 : 0;
                    var pull = atBase is null ? 0 : _settings.KlWeight * Pull(atBase[i]![n] - (double)now[at]);
                    batch.Weights[at] = (float)((push + pull) / total);
                }
            }

            if (!trainer.Take(new TrainingStep([batch], Progress: 0)).Taken)
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
}
