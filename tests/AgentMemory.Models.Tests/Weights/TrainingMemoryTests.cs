using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Models.Tests.Hostile;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What training takes is estimated before anything is allocated; a process of its own shows what it really takes.</summary>
public sealed class TrainingMemoryTests(ITestOutputHelper output)
{
    // Large enough that the process itself, which the estimate has at a fixed size, is the smaller part.
    private static readonly ModelShape Shape = SmallModels.Shape(vocabulary: 8_192, width: 512, layers: 8, heads: 8, inner: 1_536);

    [Theory]
    [InlineData(TrainingPurpose.TrainAdapter, BaseWeights.F32, "F32")]
    [InlineData(TrainingPurpose.TrainAdapter, BaseWeights.BF16, "F32")]
    [InlineData(TrainingPurpose.TrainAdapter, BaseWeights.File, "Q8_0")]
    [InlineData(TrainingPurpose.TrainEverything, BaseWeights.F32, "F32")]
    public void The_estimate_of_memory_is_near_what_is_taken(TrainingPurpose purpose, BaseWeights kind, string mix)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.gguf");
        RandomModelFile.Write(path, Shape, new Rng(1), WeightMix.All.Single(m => m.Name == mix));
        using var loader = new LoaderProcess();
        var (outcome, message) = loader.Load($"measure\t{purpose}\t{kind}\t{path}");
        Assert.True(outcome == LoadOutcome.Loaded, message);
        long[] bytes = [.. message.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        output.WriteLine($"{purpose} {kind}: {bytes[0] >> 20} MiB estimated, {bytes[1] >> 20} MiB taken");
        Assert.InRange((double)bytes[0] / bytes[1], 0.7, 2);
    }
}
