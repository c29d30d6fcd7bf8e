using System.Text.Json.Serialization;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Checks;

/// <summary>What a model costs on this machine: tokens a second, and memory for training. Measured briefly, on all cores.</summary>
internal sealed record ModelSpeed
{
    private const int PromptTokens = 128;
    private const int Sequences = 8;
    private const int SequencePromptTokens = 16;
    private const int NewTokens = 8;
    private const int RowTokens = 128;
    private const int Rank = 8;

    /// <summary>Tokens a second while one long prompt is read.</summary>
    [JsonPropertyName("reading")]
    public required double Reading { get; init; }

    /// <summary>The same of many short prompts side by side.</summary>
    [JsonPropertyName("reading_many")]
    public required double ReadingMany { get; init; }

    /// <summary>Tokens a second while many replies are written side by side.</summary>
    [JsonPropertyName("writing_many")]
    public required double WritingMany { get; init; }

    /// <summary>Tokens a second of a LoRA step; null where the model cannot be trained here.</summary>
    [JsonPropertyName("training")]
    public double? Training { get; init; }

    /// <summary>Seconds until training can begin; null where it cannot.</summary>
    [JsonPropertyName("training_opens_after")]
    public double? TrainingOpensAfter { get; init; }

    /// <summary>What training such a batch takes, in bytes, beside what inference holds.</summary>
    [JsonPropertyName("training_memory_bytes")]
    public long? TrainingMemoryBytes { get; init; }

    /// <summary>Seconds of work of this cost, with so many trainings in it; what is read stands in many short prompts.</summary>
    public double SecondsOf(Cost cost, int trainings) => (cost.TokensRead / ReadingMany) + (cost.TokensWritten / WritingMany)
        + (Training is { } training ? (cost.TokensTrained / training) + (trainings * TrainingOpensAfter!.Value) : 0);

    /// <summary>Measures it. Each is done twice and the second counts: the first time a file is read and libraries are opened.</summary>
    /// <exception cref="UserErrorException">The model cannot be opened, or memory does not suffice.</exception>
    public static ModelSpeed Of(ModelEntry entry, bool trains, TimeProvider time, CancellationToken cancellation)
    {
        using var model = LocalModel.Open(entry, new EngineOptions
        {
            Slots = Sequences,
            ContextTokens = PromptTokens + NewTokens,
            CacheType = GgmlType.F16,
        });
        var probe = new SpeedProbe(model, time);
        (double Reading, double Writing) Twice(int sequences, int prompt, int written)
        {
            probe.Run(sequences, prompt, written, cancellation);
            return probe.Run(sequences, prompt, written, cancellation);
        }

        var prompt = Math.Min(PromptTokens, model.ContextTokens - 1);
        var alone = Twice(1, prompt, 0);
        var many = Twice(Sequences, Math.Min(SequencePromptTokens, prompt), NewTokens);
        var speed = new ModelSpeed
        {
            Reading = prompt / alone.Reading,
            ReadingMany = Sequences * Math.Min(SequencePromptTokens, prompt) / many.Reading,
            WritingMany = Sequences * NewTokens / many.Writing,
        };
        return trains ? Trained(speed, entry.Path, model.Card.Parameters, time, cancellation) : speed;
    }

    private static ModelSpeed Trained(ModelSpeed speed, string path, long parameters, TimeProvider time, CancellationToken cancellation)
    {
        using var trainers = TrainingEngine.Open();
        var settings = new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = new BatchShape(1, RowTokens, RowTokens),
            Adapter = new AdapterShape { Rank = Rank, Alpha = Rank },
            Threads = TrainingEngine.Choice(null, parameters, null).Threads,
        };
        var estimate = trainers.Estimate(path, settings);
        estimate.RefuseIfTooLarge(path);
        var opening = time.GetTimestamp();
        using var trainer = trainers.Open(path, settings);
        var opened = time.GetElapsedTime(opening).TotalSeconds;
        var rng = new Rng(1);
        var tokens = Enumerable.Range(0, RowTokens).Select(_ => rng.Next(trainer.Shape.Vocabulary)).ToArray();
        var batch = Packer.Pack([new Sample(tokens, [.. tokens.Select((token, i) => new Prediction(i, token, 1f / RowTokens))])], settings.Batch)[0];
        Step();
        var began = time.GetTimestamp();
        Step();
        return speed with
        {
            Training = RowTokens / time.GetElapsedTime(began).TotalSeconds,
            TrainingOpensAfter = opened,
            TrainingMemoryBytes = estimate.TotalBytes,
        };

        void Step()
        {
            cancellation.ThrowIfCancellationRequested();
            trainer.Accumulate(batch);
            trainer.Step(new AdamStep { LearningRate = 1e-4f });
        }
    }
}
