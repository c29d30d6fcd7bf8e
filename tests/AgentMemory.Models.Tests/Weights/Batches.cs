using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Random samples for small models.</summary>
internal static class Batches
{
    /// <summary>Random bytes in which the last tokens are predicted; each weight differs and some are negative.</summary>
    internal static Sample RandomSample(Rng rng, int tokens, int predictions, bool negative = false)
    {
        var text = Enumerable.Range(0, tokens).Select(_ => rng.Next(256)).ToArray();
        var predicted = Enumerable.Range(tokens - predictions, predictions)
            .Select(t => new Prediction(
                t,
                t + 1 < tokens ? text[t + 1] : rng.Next(256),
                (float)((negative && t % 3 == 0 ? -0.5 : 1) * (0.5 + rng.NextDouble()) / predictions)));
        return new Sample(text, [.. predicted]);
    }

    internal static Batch Random(BatchShape shape, ulong seed, int predictionsEach, bool negative = false)
    {
        var rng = new Rng(seed);
        var samples = Enumerable.Range(0, shape.Rows)
            .Select(_ => RandomSample(rng, shape.RowTokens, predictionsEach, negative));
        return Assert.Single(Packer.Pack(samples, shape));
    }

    internal static double MaxDifference(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Assert.Equal(left.Length, right.Length);
        var max = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            max = Math.Max(max, Math.Abs((double)left[i] - right[i]));
        }

        return max;
    }

    /// <summary>Gives the adapter's B matrices numbers: at zero they would hide errors in the gradient of A.</summary>
    internal static void RandomiseB(ITrainer graph, ulong seed, double size = 0.1)
    {
        foreach (var name in graph.TrainedNames.Where(n => n.EndsWith(".lora_b", StringComparison.Ordinal)))
        {
            var rng = new Rng(seed).Fork(name);
            graph.SetWeights(name, [.. graph.Weights(name).Select(_ => (float)(size * rng.NextGaussian()))]);
        }
    }
}
