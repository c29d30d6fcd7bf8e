using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Checks;

/// <summary>The trainer's logits against the engine's on the same tokens, with the base in F32.</summary>
/// <param name="Largest">Largest difference of a logit.</param>
/// <param name="Mean">Mean difference of a logit.</param>
/// <param name="SameFirst">Share of places at which both expect the same token first.</param>
/// <param name="Bound">What the differences may be in a file of these types.</param>
internal sealed record Parity(double Largest, double Mean, double SameFirst, LogitBound Bound)
{
    /// <summary>Whether trainer and engine compute the same model.</summary>
    public bool Holds => Largest <= Bound.Largest && Mean <= Bound.Mean;

    /// <summary>Runs random tokens through both.</summary>
    /// <exception cref="UserErrorException">The file cannot be trained.</exception>
    public static Parity Of(string path, LocalModel engine, int tokenCount, CancellationToken cancellation)
    {
        var rng = new Rng(1);
        var tokens = Enumerable.Range(0, tokenCount).Select(_ => rng.Next(engine.Card.VocabularySize)).ToArray();
        var shape = new BatchShape(1, tokenCount, tokenCount);
        using var trainers = TrainingEngine.Open();
        using var trainer = trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = shape,
            Base = BaseWeights.F32,
            Threads = Environment.ProcessorCount,
        });
        var sample = new Sample(tokens, [.. tokens.Select((token, i) => new Prediction(i, token, 1))]);
        var trained = trainer.Logits(Packer.Pack([sample], shape)[0]).Chunk(trainer.Shape.Vocabulary).ToArray();
        var inferred = engine.Logits(tokens, cancellation);
        var differences = trained.Zip(inferred).SelectMany(rows => rows.First.Zip(rows.Second, (a, b) => Math.Abs((double)a - b))).ToArray();
        // Max leaves out what is no number, and a broken model must not look equal.
        if (!differences.All(double.IsFinite))
        {
            throw new UserErrorException($"model {path} gives logits that are no numbers; take another model");
        }

        var same = trained.Zip(inferred).Count(rows => First(rows.First) == First(rows.Second));
        using var file = GgufFile.Open(path);
        return new Parity(differences.Max(), differences.Average(), (double)same / tokenCount, LogitBound.Of(file, trained.Average(Spread)));
    }

    // Standard deviation over the vocabulary: what all logits have in common changes no probability.
    private static double Spread(float[] logits)
    {
        var mean = logits.Average(l => (double)l);
        return Math.Sqrt(logits.Average(l => (l - mean) * (l - mean)));
    }

    private static int First(IReadOnlyList<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Count; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }
}
