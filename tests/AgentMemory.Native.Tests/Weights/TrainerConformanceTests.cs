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
