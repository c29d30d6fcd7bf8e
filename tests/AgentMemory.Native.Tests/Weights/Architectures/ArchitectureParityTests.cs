using AgentMemory.Weights;
using Xunit.Abstractions;

namespace AgentMemory.Native.Tests.Weights;

public sealed class ArchitectureParityTests(ITestOutputHelper output)
{
    private static readonly BatchShape Shape = new(Rows: 1, RowTokens: 64, Predictions: 64);

    public static TheoryData<string> All => [.. ArchitectureModels.Names, .. ArchitectureModels.Variants];

    public static TheoryData<string, string> Mixes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in ArchitectureModels.Names)
            {
                foreach (var mix in WeightMix.All)
                {
                    data.Add(name, mix.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Measure(string name, string mixName)
    {
        using var folder = new TemporaryFolder();
        var mix = WeightMix.All.Single(m => m.Name == mixName);
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"), mix);
        var (largest, spread) = Difference(path);
        output.WriteLine($"{name} {mixName}: {largest:E2} of {spread:F2}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Variant(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var (largest, spread) = Difference(path);
        output.WriteLine($"{name}: {largest:E2} of {spread:F2}");
        Assert.True(largest < 1e-3, $"{name}: {largest}");
    }

    private static (double Largest, double Spread) Difference(string path, int contextTokens = 512)
    {
        using var graph = TrainingGraph.Open(path, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.Evaluate,
            Batch = Shape,
            ContextTokens = contextTokens,
        });
        using var engine = new RawEngine(path, contextTokens: contextTokens);
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        var logits = graph.Logits(batch);
        return (Batches.MaxDifference(logits, engine.Logits(batch.Tokens)), Math.Sqrt(logits.Average(l => (double)l * l)));
    }
}
