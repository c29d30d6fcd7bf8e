namespace AgentMemory.Weights;

/// <summary>
/// Keeps lessons of what not to do from running away. The push against a reply does not weaken as it grows unlikely, and
/// passes repeat it; so a negative weight is multiplied by how likely the token still is, against the first pass. That is
/// the importance weight of an off-policy gradient (Degris et al. 2012), and it vanishes where the lesson is learnt.
/// </summary>
internal sealed class Restraint
{
    private readonly float[]?[] _start;
    private readonly float[]?[] _now;

    public Restraint(int samples)
    {
        _start = new float[samples][];
        _now = new float[samples][];
    }

    /// <summary>A sample with its negative weights held back.</summary>
    public Sample Apply(int number, Sample sample)
    {
        if (_start[number] is not { } start || _now[number] is not { } now)
        {
            return sample;
        }

        return sample with
        {
            Predictions = [.. sample.Predictions.Select((p, i) => p.Weight >= 0
                ? p
                : p with { Weight = p.Weight * MathF.Min(1, MathF.Exp(now[i] - start[i])) })],
        };
    }

    /// <summary>Takes the log-probabilities as they are now; the first time, as the measure of all later ones.</summary>
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
                _start[next] ??= _now[next];
                at += count;
            }
        }

        return tokens;
    }
}
