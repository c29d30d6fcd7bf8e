using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Hands every call on to another trainer.</summary>
internal abstract class ForwardingTrainer(ITrainer inner) : ITrainer
{
    public virtual string Engine => inner.Engine;

    public TrainerSettings Settings => inner.Settings;

    public ModelShape Shape => inner.Shape;

    public IReadOnlyList<string> TrainedNames => inner.TrainedNames;

    public long TrainedWeights => inner.TrainedWeights;

    public long Steps => inner.Steps;

    public PassResult Accumulate(Batch batch) => inner.Accumulate(batch);

    public PassResult Evaluate(Batch batch) => inner.Evaluate(batch);

    public float[] Logits(Batch batch) => inner.Logits(batch);

    public double GradientNorm() => inner.GradientNorm();

    public void ScaleGradients(double factor) => inner.ScaleGradients(factor);

    public void Step(AdamStep step) => inner.Step(step);

    public void ClearGradients() => inner.ClearGradients();

    public IReadOnlyList<long> Extents(string name) => inner.Extents(name);

    public float[] Weights(string name) => inner.Weights(name);

    public void SetWeights(string name, ReadOnlySpan<float> values) => inner.SetWeights(name, values);

    public float[] Gradient(string name) => inner.Gradient(name);

    public (float[] First, float[] Second) Moments(string name) => inner.Moments(name);

    public void SetMoments(long steps, Func<string, (float[] First, float[] Second)> moments) => inner.SetMoments(steps, moments);

    public virtual void Dispose() => inner.Dispose();
}
