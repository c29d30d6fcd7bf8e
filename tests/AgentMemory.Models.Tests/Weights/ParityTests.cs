using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

public sealed class ParityTests
{
    private static readonly BatchShape Shape = new(Rows: 1, RowTokens: 48, Predictions: 48);

    [OthersModelTheory("stories260K.gguf")]
    [InlineData("stories260K.gguf")]
    [InlineData("babyllama-tok105-f32.gguf")]
    public void Logits_of_a_model_that_others_trained_equal_the_engines(string name)
    {
        var path = OthersModels.Path(name);
        using var graph = Trainers.Open(path, Evaluating());
        using var engine = new RawEngine(path);
        var rng = new Rng(3);
        var tokens = Enumerable.Range(0, 48).Select(_ => rng.Next(engine.VocabularySize)).ToArray();
        var sample = new Sample(tokens, [.. tokens.Select((t, i) => new Prediction(i, t, 1))]);
        var batch = Assert.Single(Packer.Pack([sample], Shape));
        Assert.True(Batches.MaxDifference(graph.Logits(batch), engine.Logits(tokens)) < 1e-4);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(48)]
    public void An_adapter_worn_by_the_engine_gives_the_logits_it_was_trained_to(int rank)
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var settings = Evaluating() with
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Adapter = new AdapterShape { Rank = rank, Alpha = 12, Parts = ["attn_q", "attn_output", "ffn_down"] },
        };
        using var graph = Trainers.Open(path, settings);
        var batch = Batches.Random(Shape, 3, 48);
        for (var i = 0; i < 10; i++)
        {
            graph.Accumulate(batch);
            graph.Step(new AdamStep { LearningRate = 1e-2f });
        }

        graph.ToAdapterFile(new string('0', 64)).Write(folder.File("adapter.gguf"));
        using var engine = new RawEngine(path, folder.File("adapter.gguf"));
        using var bare = new RawEngine(path);
        var trained = graph.Logits(batch);
        Assert.True(Batches.MaxDifference(trained, engine.Logits(batch.Tokens)) < 1e-3);
        Assert.True(Batches.MaxDifference(trained, bare.Logits(batch.Tokens)) > 0.5, "the adapter must have changed something");
    }

    [Theory]
    [InlineData(AdaptedLayers.Upper, 5, "2 3 4")]
    [InlineData(AdaptedLayers.Middle, 5, "1 2 3")]
    [InlineData(AdaptedLayers.Middle, 2, "0 1")]
    public void An_adapter_on_some_layers_is_on_no_other_and_gives_the_engine_the_same_logits(AdaptedLayers layers, int count, string adapted)
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel { Layers = count }.Save(folder.File("tiny.gguf"));
        var settings = Evaluating() with
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Adapter = new AdapterShape { Rank = 4, Alpha = 8, Layers = layers },
        };
        var batch = Batches.Random(Shape, 3, 48);
        using var graph = Trainers.Open(path, settings);
        Assert.Equal(adapted.Split(' '), graph.TrainedNames.Select(name => name.Split('.')[1]).Distinct());
        Assert.Equal(graph.TrainedNames.Sum(name => graph.Extents(name).Aggregate(1L, (a, b) => a * b)), settings.Adapter.WeightsFor(graph.Shape));

        // Layer by layer, the backward pass ends at the lowest adapted layer with the same gradients.
        using var provider = new TorchTrainers { KeptActivationBytesMax = 0 };
        using var sparing = provider.Open(path, settings);
        for (var i = 0; i < 10; i++)
        {
            graph.Accumulate(batch);
            graph.Step(new AdamStep { LearningRate = 1e-2f });
        }

        graph.ToAdapterFile(new string('0', 64)).Write(folder.File("adapter.gguf"));
        sparing.LoadAdapter(AdapterFile.Read(folder.File("adapter.gguf")), new string('0', 64));
        graph.Accumulate(batch);
        sparing.Accumulate(batch);
        Assert.All(graph.TrainedNames, name => Assert.True(Batches.MaxDifference(graph.Gradient(name), sparing.Gradient(name)) < 1e-5, name));
        using var engine = new RawEngine(path, folder.File("adapter.gguf"));
        Assert.True(Batches.MaxDifference(graph.Logits(batch), engine.Logits(batch.Tokens)) < 1e-3);
    }

    [Fact]
    public void An_adapter_is_read_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var settings = Evaluating() with { Purpose = TrainingPurpose.TrainAdapter, Adapter = new AdapterShape { Rank = 3, Alpha = 5 } };
        using var graph = Trainers.Open(path, settings);
        Batches.RandomiseB(graph, 2);
        var hash = new string('a', 64);
        graph.ToAdapterFile(hash).Write(folder.File("adapter.gguf"));
        var read = AdapterFile.Read(folder.File("adapter.gguf"));
        Assert.Equal((3, 5f, hash), (read.Shape.Rank, read.Shape.Alpha, read.BaseSha256));
        Assert.Equal(AdapterShape.AllParts, read.Shape.Parts);
        using var other = Trainers.Open(path, settings with { Seed = 9 });
        other.LoadAdapter(read, hash);
        Assert.All(graph.TrainedNames, n => Assert.Equal(graph.Weights(n), other.Weights(n)));
        Assert.Throws<UserErrorException>(() => other.LoadAdapter(read, new string('b', 64)));
    }

    private static TrainerSettings Evaluating() => new() { Purpose = TrainingPurpose.Evaluate, Batch = Shape };
}
