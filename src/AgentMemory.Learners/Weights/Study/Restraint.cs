using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>
/// Keeps lessons of what not to do from running away. A plain negative weight pushes as hard against a reply that has
/// long become unlikely, until the model writes anything but a legal reply; so it is multiplied by p / (1 - p), at most
/// 1, where p is how likely the token is now. That is the gradient of -log(1 - p), the unlikelihood loss (Welleck et al.
/// 2020, section 4), and it vanishes where the lesson is learnt.
/// </summary>
internal sealed class Restraint
{
    private float[]?[] _now;

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
    public void Measure(Trainer trainer, IReadOnlyList<Sample> samples) => _now = trainer.LogProbabilities(samples);

    private static float Odds(float logProbability)
    {
        var probability = MathF.Exp(logProbability);
        return probability < 0.5f ? probability / (1 - probability) : 1;
    }
}
