using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training;

/// <summary>
/// Forward and backward passes through one model, and AdamW over what is trained: an adapter, or every weight. Gradients add up
/// over passes until a step. Equal calls on one machine with equal settings give equal bits. Not thread-safe; calls block.
/// </summary>
public interface ITrainer : IDisposable
{
    /// <summary>A word for messages and checkpoints: one engine's training does not go on in another.</summary>
    string Engine { get; }

    TrainerSettings Settings { get; }

    ModelShape Shape { get; }

    /// <summary>Names of the trained tensors, as in an adapter's or model's file.</summary>
    IReadOnlyList<string> TrainedNames { get; }

    /// <summary>How many weights are trained.</summary>
    long TrainedWeights { get; }

    /// <summary>Steps taken; rules the bias correction of the moments.</summary>
    long Steps { get; }

    /// <summary>Computes loss and gradients; the gradients are added to those of earlier passes.</summary>
    /// <exception cref="ArgumentException">The batch is of another shape, or a token or place is out of range.</exception>
    PassResult Accumulate(Batch batch);

    /// <summary>Computes the loss alone, without dropout.</summary>
    PassResult Evaluate(Batch batch);

    /// <summary>The logits [predictions, vocabulary], the vocabulary running fastest, without dropout; one row for each used prediction.</summary>
    float[] Logits(Batch batch);

    /// <summary>Length of all gradients together, as one vector.</summary>
    double GradientNorm();

    /// <summary>Multiplies all gradients.</summary>
    void ScaleGradients(double factor);

    /// <summary>Moves the weights by the gradients and clears these.</summary>
    void Step(AdamStep step);

    /// <summary>Forgets the gradients.</summary>
    void ClearGradients();

    /// <summary>A trained tensor's extents, fastest first.</summary>
    /// <exception cref="ArgumentException">There is no such tensor.</exception>
    IReadOnlyList<long> Extents(string name);

    /// <summary>A copy of a trained tensor's numbers.</summary>
    float[] Weights(string name);

    /// <summary>Overwrites a trained tensor.</summary>
    /// <exception cref="ArgumentException">There is no such tensor, or the number of values is another.</exception>
    void SetWeights(string name, ReadOnlySpan<float> values);

    /// <summary>A copy of a trained tensor's gradient.</summary>
    float[] Gradient(string name);

    /// <summary>A copy of a trained tensor's two moments.</summary>
    (float[] First, float[] Second) Moments(string name);

    /// <summary>Overwrites the moments of every tensor by its name, as of the given step.</summary>
    void SetMoments(long steps, Func<string, (float[] First, float[] Second)> moments);
}
