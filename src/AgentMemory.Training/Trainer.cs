using AgentMemory.Core.Models;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training;

/// <summary>
/// The one training loop: lessons, every weights learner, reinforcement and pretraining go through it. It adds up gradients,
/// clips them, follows the schedule, counts tokens, and saves and restores everything that the next step depends on. In which
/// order examples come, and when to stop, is the caller's.
/// </summary>
public sealed class Trainer
{
    private readonly ITrainer _model;
    private readonly OptimizerSettings _optimizer;

    /// <param name="model">Stays the caller's.</param>
    /// <param name="optimizer">Rate, schedule, clipping and decay.</param>
    public Trainer(ITrainer model, OptimizerSettings optimizer)
    {
        (_model, _optimizer) = (model, optimizer);
    }

    /// <summary>Tokens that went through forward and backward passes.</summary>
    public long TokensTrained { get; private set; }

    /// <summary>Tokens that went through forward passes alone.</summary>
    public long TokensEvaluated { get; private set; }

    /// <summary>
    /// One optimiser step: adds up the gradients of the batches, clips them, and moves the weights. A loss or gradient that is
    /// not finite stops before the weights are touched, so that the last good ones are kept.
    /// </summary>
    public StepResult Take(TrainingStep step)
    {
        var rate = _optimizer.RateAt(_model.Steps, step.Progress);
        var loss = 0.0;
        foreach (var batch in step.Batches)
        {
            loss += _model.Accumulate(batch).Loss;
            TokensTrained += batch.TokensUsed;
        }

        var norm = _model.GradientNorm();
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            _model.ClearGradients();
            return new StepResult(loss, norm, rate, Taken: false);
        }

        if (norm > _optimizer.GradientNormMax)
        {
            _model.ScaleGradients(_optimizer.GradientNormMax / norm);
        }

        _model.Step(_optimizer.Adam(rate));
        return new StepResult(loss, norm, rate, Taken: true);
    }

    /// <summary>Takes all steps, or as many as there are until one cannot be taken.</summary>
    /// <param name="steps">Made while they are taken, so that they may look at the weights as they are.</param>
    /// <param name="afterStep">Called after each step that was taken.</param>
    public TrainingRun Run(IEnumerable<TrainingStep> steps, Action<StepResult>? afterStep = null)
    {
        var (first, last) = (double.NaN, double.NaN);
        foreach (var step in steps)
        {
            var result = Take(step);
            (first, last) = (double.IsNaN(first) ? result.Loss : first, result.Loss);
            if (!result.Taken)
            {
                return new TrainingRun(first, last, Diverged: true);
            }

            afterStep?.Invoke(result);
        }

        return new TrainingRun(first, last, Diverged: false);
    }

    /// <summary>Sum of the batches' losses, without moving anything.</summary>
    public double Loss(IReadOnlyList<Batch> batches)
    {
        TokensEvaluated += batches.Sum(b => (long)b.TokensUsed);
        return batches.Sum(b => _model.Evaluate(b).Loss);
    }

    /// <summary>Natural log-probability of each batch's targets as the weights are now; unused places hold anything.</summary>
    public float[] LogProbabilities(Batch batch)
    {
        TokensEvaluated += batch.TokensUsed;
        return _model.Evaluate(batch).LogProbabilities;
    }

    /// <summary>For each sample the natural log-probabilities of its targets; null for a sample without any.</summary>
    public float[]?[] LogProbabilities(IReadOnlyList<Sample> samples) =>
        PerSample(samples, LogProbabilities, (found, at, count) => found[at..(at + count)]);

    /// <summary>For each sample and each of its predictions the distribution [vocabulary]; null for a sample without any.</summary>
    public float[][]?[] Distributions(IReadOnlyList<Sample> samples) =>
        PerSample(samples, Softmax, (found, at, count) => found[at..(at + count)]);

    /// <summary>What it took so far, for an adapter.</summary>
    /// <param name="card">The base model.</param>
    /// <param name="meanContext">Mean tokens of context.</param>
    public Cost AdapterCost(ModelCard card, double meanContext) =>
        TrainingCost.OfAdapter(card, _model.TrainedWeights, TokensTrained, meanContext)
        + new Cost { TokensRead = TokensEvaluated, Flops = card.ForwardFlops(TokensEvaluated, meanContext) };

    /// <summary>Counts tokens of an earlier process, from a checkpoint.</summary>
    public void GoOn(long trained, long evaluated) => (TokensTrained, TokensEvaluated) = (trained, evaluated);

    // A batch takes samples in order, and their predictions in a row; a sample without predictions is left out.
    private T?[] PerSample<T>(IReadOnlyList<Sample> samples, Func<Batch, T> find, Func<T, int, int, T> part)
        where T : class
    {
        var found = new T?[samples.Count];
        var next = 0;
        foreach (var batch in Packer.Pack(samples, _model.Settings.Batch))
        {
            var all = find(batch);
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                var count = samples[next].Predictions.Count;
                found[next] = count == 0 ? null : part(all, at, count);
                at += count;
            }
        }

        return found;
    }

    private float[][] Softmax(Batch batch)
    {
        TokensEvaluated += batch.TokensUsed;
        var logits = _model.Logits(batch);
        var vocabulary = _model.Shape.Vocabulary;
        var rows = new float[batch.PredictionsUsed][];
        for (var n = 0; n < rows.Length; n++)
        {
            var row = logits.AsSpan(n * vocabulary, vocabulary).ToArray();
            var max = row.Max();
            var sum = row.Sum(l => Math.Exp(l - max));
            rows[n] = Array.ConvertAll(row, l => (float)(Math.Exp(l - max) / sum));
        }

        return rows;
    }
}
