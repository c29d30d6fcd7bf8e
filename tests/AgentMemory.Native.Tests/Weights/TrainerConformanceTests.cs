using System.Reflection;
using AgentMemory.Training;
using AgentMemory.Weights;
using Xunit.Abstractions;

namespace AgentMemory.Native.Tests.Weights;

public sealed class GraphTrainerTests(ITestOutputHelper output) : TrainerConformance(output)
{
    protected override ITrainerProvider Open() => new GraphTrainers();

    protected override double LogitsBound(bool isGemma) => ParityBound.Exact;

    // Gemma's gelu has steps of 2^-11, above which a difference must rise; so far up the loss is bent.
    protected override (double Share, double Bound) Differences(bool isGemma) => isGemma ? (0.03, 0.3) : (0.002, 0.02);
}

public sealed class TorchTrainerTests(ITestOutputHelper output) : TrainerConformance(output)
{
    protected override ITrainerProvider Open() => new TorchTrainers();

    protected override double LogitsBound(bool isGemma) => isGemma ? 5e-3 : 2e-4;
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
        var providers = new[] { typeof(TorchTrainers).Assembly, typeof(GraphTrainers).Assembly }.SelectMany(a => a.GetTypes())
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
