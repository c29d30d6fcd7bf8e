using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Models;
using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>The training graph's logits against the engine's on the same tokens.</summary>
/// <param name="Difference">Largest, absolute.</param>
/// <param name="Bound">What the file's types allow.</param>
internal sealed record Parity(double Difference, double Bound)
{
    /// <summary>Runs random tokens through both.</summary>
    /// <exception cref="UserErrorException">The file cannot be trained.</exception>
    public static Parity Of(string path, LocalModel engine, int tokenCount, CancellationToken cancellation)
    {
        var rng = new Rng(1);
        var tokens = Enumerable.Range(0, tokenCount).Select(_ => rng.Next(engine.Card.VocabularySize)).ToArray();
        var shape = new BatchShape(1, tokenCount, tokenCount);
        using var graph = TrainingGraph.Open(path, new TrainingGraphSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = shape,
            Threads = Environment.ProcessorCount,
        });
        var sample = new Sample(tokens, [.. tokens.Select((token, i) => new Prediction(i, token, 1))]);
        var trained = graph.Logits(Packer.Pack([sample], shape)[0]);
        var inferred = engine.Logits(tokens, cancellation).SelectMany(row => row);
        var differences = trained.Zip(inferred, (left, right) => Math.Abs((double)left - right)).ToArray();
        // Max leaves out what is no number, and a broken model must not look equal.
        if (!differences.All(double.IsFinite))
        {
            throw new UserErrorException($"model {path} gives logits that are no numbers; take another model");
        }

        using var file = GgufFile.Open(path);
        return new Parity(differences.Max(), ParityBound.Of(file, Math.Sqrt(trained.Average(l => (double)l * l))));
    }
}
