using System.Reflection;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Weights;

public sealed class TorchTrainerTests(ITestOutputHelper output) : TrainerConformance(output)
{
    protected override ITrainerProvider Open() => new TorchTrainers();

    protected override double LogitsBound(bool isGemma) => isGemma ? 5e-3 : 2e-4;
}

/// <summary>A base held as its file stores it computes what the same weights in F32 do, forward and backward.</summary>
public sealed class QuantizedBaseTests
{
    private static readonly BatchShape Shape = new(Rows: 2, RowTokens: 24, Predictions: 32);

    [Theory]
    [InlineData("llama", "Q8_0")]
    [InlineData("qwen2", "Q4_K_M")]
    [InlineData("phi3", "Q4_K_M")]
    [InlineData("gemma3", "Q4_0")]
    [InlineData("olmo2", "BF16")]
    public void A_base_as_stored_gives_the_logits_and_gradients_of_its_weights_in_F32(string name, string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"), WeightMix.All.Single(m => m.Name == mix));
        var batch = Batches.Random(Shape, 5, predictionsEach: 14, negative: true);
        var (logits, gradients) = Of(BaseWeights.F32, long.MaxValue);
        foreach (var keptBytesMax in new[] { long.MaxValue, 0 })
        {
            var stored = Of(BaseWeights.File, keptBytesMax);
            Assert.True(Batches.MaxDifference(logits, stored.Logits) < 1e-4);
            Assert.True(GradientTests.Cosine(gradients, stored.Gradients) > 0.999999);
        }

        (float[] Logits, float[] Gradients) Of(BaseWeights kind, long keptBytesMax)
        {
            using var trainers = new TorchTrainers { KeptActivationBytesMax = keptBytesMax };
            using var trainer = trainers.Open(path, new TrainerSettings
            {
                Purpose = TrainingPurpose.TrainAdapter,
                Batch = Shape,
                Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
                Base = kind,
            });
            Batches.RandomiseB(trainer, 3, 0.05);
            trainer.Accumulate(batch);
            return (trainer.Logits(batch), [.. trainer.TrainedNames.SelectMany(trainer.Gradient)]);
        }
    }
}

public sealed class LiveTensorTests
{
    [Fact]
    public void The_number_of_live_tensors_is_flat_over_a_thousand_steps()
    {
        using var folder = new TemporaryFolder();
        var shape = new BatchShape(1, 16, 8);
        foreach (var keptBytesMax in new[] { long.MaxValue, 0 })
        {
            using var trainers = new TorchTrainers { KeptActivationBytesMax = keptBytesMax };
            using var trainer = trainers.Open(ArchitectureModels.Save("gemma2", folder.File("random.gguf")), new TrainerSettings
            {
                Purpose = TrainingPurpose.TrainAdapter,
                Batch = shape,
                Adapter = new AdapterShape { Rank = 2, Alpha = 2 },
                Dropout = 0.1,
            });
            var loop = new Trainer(trainer, new OptimizerSettings { LearningRate = 1e-4, WarmUpSteps = 0 });
            var batch = Batches.Random(shape, 1, 8);
            long After(int steps)
            {
                loop.Run(Enumerable.Repeat(new TrainingStep([batch], 0), steps));
                loop.Loss([batch]);
                return TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            }

            Assert.Equal(After(5), After(1_000));
        }
    }
}

/// <summary>Every layer is computed again in the backward pass.</summary>
public sealed class RecomputingTrainerTests(ITestOutputHelper output) : TrainerConformance(output)
{
    protected override ITrainerProvider Open() => new TorchTrainers { KeptActivationBytesMax = 0 };

    protected override double LogitsBound(bool isGemma) => isGemma ? 5e-3 : 2e-4;
}

public sealed class TrainerImplementationTests
{
    [Fact]
    public void Every_provider_of_trainers_has_a_conformance_class()
    {
        var providers = typeof(TorchTrainers).Assembly.GetTypes()
            .Where(t => t.IsClass && typeof(ITrainerProvider).IsAssignableFrom(t));
        var tested = typeof(TrainerConformance).Assembly.GetTypes().Where(t => t.BaseType == typeof(TrainerConformance))
            .Select(t =>
            {
                var tests = (TrainerConformance)Activator.CreateInstance(t, [null])!;
                using var opened = (ITrainerProvider)t.GetMethod("Open", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(tests, null)!;
                return opened.GetType();
            });
        Assert.Empty(providers.Except(tested));
    }
}
