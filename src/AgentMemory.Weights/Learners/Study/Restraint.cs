namespace AgentMemory.Weights;

/// <summary>
/// Keeps lessons of what not to do from running away. A plain negative weight pushes as hard against a reply that has
/// long become unlikely, until the model writes anything but a legal reply; so it is multiplied by p / (1 - p), at most
/// 1, where p is how likely the token is now. That is the gradient of -log(1 - p), the unlikelihood loss (Welleck et al.
/// 2020, section 4), and it vanishes where the lesson is learnt.
/// </summary>
internal sealed class Restraint
{
    private readonly float[]?[] _now;

    public Restraint(int samples)
    {
        _now = new float[samples][];
    }

    /// <summary>A sample with its negative weights held back.</summary>
    public Sample Apply(int number, Sample sample)
    {
        if (_now[number] is not { } now)
        {
            return sample;
        }

        return sample with
        {
            Predictions = [.. sample.Predictions.Select((p, i) => p.Weight >= 0
                ? p
                : p with { Weight = p.Weight * Odds(now[i]) })],
        };
    }

    /// <summary>Takes the log-probabilities as they are now.</summary>
    /// <returns>Tokens that were evaluated.</returns>
    public long Measure(TrainingGraph graph, IReadOnlyList<Sample> samples)
    {
        var tokens = 0L;
        var next = 0;
        foreach (var batch in Packer.Pack(samples, graph.Settings.Batch))
        {
            var found = graph.Evaluate(batch).LogProbabilities;
            tokens += batch.TokensUsed;
            // A batch takes samples in order, and their predictions in a row.
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                var count = samples[next].Predictions.Count;
                _now[next] = found[at..(at + count)];
                at += count;
            }
        }

        return tokens;
    }

    private static float Odds(float logProbability)
    {
        var probability = MathF.Exp(logProbability);
        return probability < 0.5f ? probability / (1 - probability) : 1;
    }
}
