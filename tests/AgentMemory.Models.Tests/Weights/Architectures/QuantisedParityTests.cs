using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>
/// The trainer makes quantised weights F32 and computes in F32, so its logits are those of the engine on the same weights in F32. On the
/// quantised file itself the engine rounds what its products are fed with, and the two differ as far as that rounding carries.
/// </summary>
public sealed class QuantisedParityTests(ITestOutputHelper output)
{
    private static readonly BatchShape Shape = new(Rows: 1, RowTokens: 64, Predictions: 64);

    public static TheoryData<string, string> Models
    {
        get
        {
            // Types do not know of architectures: every mix on fused layers and on Gemma's, two on the others.
            var data = new TheoryData<string, string>();
            foreach (var name in ArchitectureModels.Names)
            {
                foreach (var mix in WeightMix.All.Where(m => m != WeightMix.F32 && (name is "phi3" or "gemma3" || m.Name is "Q8_0" or "Q4_K_M")))
                {
                    data.Add(name, mix.Name);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Mixes => [.. WeightMix.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_of_every_type_of_weights_equal_the_engines_of_the_same_weights_in_F32(string name, string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"), Mix(mix));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var trainer = Trainers.Open(path, Evaluating);
        using var exact = new RawEngine(SmallModels.Dequantised(path, folder.File("twin.gguf")));
        using var engine = new RawEngine(path);
        Check(name, mix, trainer.Logits(batch), exact.Logits(batch.Tokens), engine.Logits(batch.Tokens), Exact(name));
    }

    /// <summary>Phi-3's layers are fused as well: an adapter is on several layers' outputs at once.</summary>
    [Theory]
    [MemberData(nameof(Mixes))]
    public void An_adapter_trained_on_quantised_and_fused_weights_gives_the_engines_logits(string mix)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("phi3", folder.File("random.gguf"), Mix(mix));
        var twin = SmallModels.Dequantised(path, folder.File("twin.gguf"));
        var batch = Batches.Random(Shape, 3, predictionsEach: 64);
        using var trainer = Trainers.Open(path, Training(BaseWeights.F32));
        for (var i = 0; i < 6; i++)
        {
            trainer.Accumulate(batch);
            trainer.Step(new AdamStep { LearningRate = 1e-2f });
        }

        var adapter = folder.File("adapter.gguf");
        trainer.ToAdapterFile(new string('0', 64)).Write(adapter);
        var logits = trainer.Logits(batch);
        using var exact = new RawEngine(twin, adapter);
        using var engine = new RawEngine(path, adapter);
        using var bare = new RawEngine(path);
        Check("phi3", mix, logits, exact.Logits(batch.Tokens), engine.Logits(batch.Tokens), 5 * Exact("phi3"));
        Assert.True(Batches.MaxDifference(logits, bare.Logits(batch.Tokens)) > 0.5, "the adapter must have changed something");
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gemma3")]
    [InlineData("phi3")]
    public void A_base_held_in_BF16_points_gradients_the_same_way(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var (exact, rounded) = (Gradient(path, BaseWeights.F32), Gradient(path, BaseWeights.BF16));
        var cosine = GradientTests.Cosine(exact, rounded);
        output.WriteLine($"{name}: 1 - {1 - cosine:E2}");
        Assert.True(cosine > 0.999, $"{name}: {cosine}");
        Assert.NotEqual(exact, rounded);
    }

    private void Check(string name, string mix, float[] logits, float[] exact, float[] engine, double bound)
    {
        var what = $"{name} {mix}";
        var size = Math.Sqrt(logits.Average(l => (double)l * l));
        var (twin, own) = (Batches.MaxDifference(logits, exact), Batches.MaxDifference(logits, engine));
        output.WriteLine($"{what}: {twin:E2} from the twin in F32, {own / size:E2} of the logits' size from the file");
        Assert.True(twin < bound, $"{what}: {twin}");
        Assert.True(own < Rounding(mix) * size, $"{what}: {own} of {size}");
    }

    private static float[] Gradient(string path, BaseWeights kind)
    {
        using var trainer = Trainers.Open(path, Training(kind));
        Batches.RandomiseB(trainer, 3, 0.05);
        trainer.Accumulate(Batches.Random(Shape, 5, predictionsEach: 14, negative: true));
        return [.. trainer.TrainedNames.SelectMany(trainer.Gradient)];
    }

    // The largest difference in shares of the logits' root mean square. Found on these models: 4e-3 in F16, 3.5e-2 in BF16,
    // 0.14 in quantised types.
    private static double Rounding(string mix) => mix switch
    {
        "F32" => 1e-4,
        "F16" => 0.01,
        "BF16" => 0.07,
        _ => 0.25,
    };

    // The engine's gelu is a table over halves.
    private static double Exact(string name) => name.StartsWith("gemma", StringComparison.Ordinal) ? 5e-3 : 2e-4;

    private static WeightMix Mix(string name) => WeightMix.All.Single(m => m.Name == name);

    private static TrainerSettings Evaluating => new()
    {
        Purpose = TrainingPurpose.Evaluate,
        Batch = Shape,
        Base = BaseWeights.F32,
        ContextTokens = 512,
    };

    private static TrainerSettings Training(BaseWeights kind) => Evaluating with
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Base = kind,
        Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
    };
}
