using AgentMemory.Core;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What every trainer must hold, whatever computes it. Each implementation has a class of its own below this one.</summary>
public abstract class TrainerConformance(ITestOutputHelper output)
{
    private static readonly BatchShape Rows = new(Rows: 2, RowTokens: 24, Predictions: 32);
    private static readonly BatchShape Whole = new(Rows: 1, RowTokens: 64, Predictions: 64);

    public static TheoryData<string> Models => [.. ArchitectureModels.Names, .. ArchitectureModels.Variants];

    /// <summary>The trainers under test; the caller disposes of them.</summary>
    protected abstract ITrainerProvider Open();

    /// <summary>Largest difference of a logit from the engine's in F32; Gemma's gelu is a table of halves in the engine.</summary>
    protected abstract double LogitsBound(bool isGemma);

    /// <summary>Step of a finite difference as a share of a tensor's size, and the relative difference that is allowed.</summary>
    protected virtual (double Share, double Bound) Differences(bool isGemma) => (0.002, 0.01);

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_in_F32_equal_the_inference_engines(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var batch = Batches.Random(Whole, 3, predictionsEach: 64);
        using var engine = new RawEngine(path);
        using var trainers = Open();
        using var trainer = trainers.Open(path, new TrainerSettings { Purpose = TrainingPurpose.Evaluate, Batch = Whole, Base = BaseWeights.F32, ContextTokens = 512 });
        var difference = Batches.MaxDifference(trainer.Logits(batch), engine.Logits(batch.Tokens));
        output.WriteLine($"{name}: {difference:E2}");
        Assert.True(difference < LogitsBound(IsGemma(name)), $"{name}: {difference}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_of_every_adapted_layer_match_finite_differences(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(Rows));
        Batches.RandomiseB(trainer, 3, 0.05);
        CheckGradients(trainer, Batches.Random(Rows, 5, predictionsEach: 14, negative: true), IsGemma(name), name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_of_every_weight_match_finite_differences(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(Rows) with { Purpose = TrainingPurpose.TrainEverything });
        CheckGradients(trainer, Batches.Random(Rows, 5, predictionsEach: 14), IsGemma(name), name);
    }

    [Fact]
    public void Gradients_of_wanted_distributions_match_finite_differences()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("gemma2", folder.File("random.gguf"));
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(Rows));
        Batches.RandomiseB(trainer, 3, 0.05);
        var batch = Batches.Random(Rows, 5, predictionsEach: 14, negative: true);
        for (var n = 0; n < batch.PredictionsUsed; n += 2)
        {
            batch.Soft[n] = new SoftTarget(RandomDistribution(trainer.Shape.Vocabulary, (ulong)n), 0.1f);
        }

        CheckGradients(trainer, batch, isGemma: true, "wanted distributions");
    }

    [Fact]
    public void One_batch_is_learnt_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var trainers = Open();
        using var trainer = trainers.Open(ArchitectureModels.Save("llama", folder.File("random.gguf")), Adapter(Rows));
        var batch = Batches.Random(Rows, 5, predictionsEach: 6);
        var before = trainer.Evaluate(batch).Loss;
        for (var i = 0; i < 120; i++)
        {
            trainer.Accumulate(batch);
            trainer.Step(new AdamStep { LearningRate = 1e-2f });
        }

        Assert.InRange(trainer.Evaluate(batch).Loss, 0, 0.02 * before);
    }

    [Fact]
    public void A_fresh_adapter_changes_no_logit()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("qwen3", folder.File("random.gguf"));
        var batch = Batches.Random(Rows, 5, predictionsEach: 14);
        using var trainers = Open();
        using var bare = trainers.Open(path, Adapter(Rows) with { Purpose = TrainingPurpose.Evaluate, Adapter = null });
        using var fresh = trainers.Open(path, Adapter(Rows));
        Assert.Equal(bare.Logits(batch), fresh.Logits(batch));
    }

    [Fact]
    public void Equal_calls_give_equal_bits_and_a_checkpoint_goes_on_to_them()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("qwen2", folder.File("random.gguf"));
        using var trainers = Open();
        using var first = trainers.Open(path, Adapter(Rows) with { Dropout = 0.3 });
        using var second = trainers.Open(path, Adapter(Rows) with { Dropout = 0.3 });
        var (whole, parts) = (new Trainer(first, Optimizer), new Trainer(second, Optimizer));
        foreach (var step in Steps(0, 4))
        {
            whole.Take(step);
            parts.Take(step);
        }

        TrainingState.Save(folder.File("state.gguf"), second, "plan", new Dictionary<string, long>());
        using var resumed = trainers.Open(path, Adapter(Rows) with { Dropout = 0.3, Seed = 1 });
        TrainingState.Load(folder.File("state.gguf"), resumed, "plan", []);
        var rest = new Trainer(resumed, Optimizer);
        foreach (var step in Steps(4, 8))
        {
            whole.Take(step);
            rest.Take(step);
        }

        Assert.All(first.TrainedNames, n => Assert.Equal(first.Weights(n), resumed.Weights(n)));
    }

    [Fact]
    public void A_checkpoint_of_another_engine_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save("llama", folder.File("random.gguf"));
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(Rows));
        TrainingState.Save(folder.File("state.gguf"), new OtherEngine(trainer), "plan", new Dictionary<string, long>());
        var error = Assert.Throws<UserErrorException>(() => TrainingState.Load(folder.File("state.gguf"), trainer, "plan", []));
        Assert.Contains("\"abacus\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_no_number_leaves_the_weights_as_they_were()
    {
        using var folder = new TemporaryFolder();
        using var trainers = Open();
        using var trainer = trainers.Open(ArchitectureModels.Save("llama", folder.File("random.gguf")), Adapter(Rows));
        var before = trainer.TrainedNames.SelectMany(trainer.Weights).ToArray();
        var batch = Batches.Random(Rows, 1, 8);
        batch.Weights[3] = float.NaN;
        var loop = new Trainer(trainer, Optimizer);
        Assert.False(loop.Take(new TrainingStep([batch], 0)).Taken);
        Assert.Equal(before, trainer.TrainedNames.SelectMany(trainer.Weights));
        Assert.True(loop.Take(new TrainingStep([Batches.Random(Rows, 2, 8)], 0)).Taken);
        Assert.All(trainer.TrainedNames.SelectMany(trainer.Weights), w => Assert.True(float.IsFinite(w)));
    }

    /// <summary>A window counts back along a sample and its beginning, not along the row that it was packed into.</summary>
    [Theory]
    [InlineData("llama")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("olmo3")]
    public void Packed_rows_with_a_shared_beginning_give_the_gradients_of_samples_alone(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        var rng = new Rng(5);
        var beginning = Batches.RandomSample(rng, 20, 0).Tokens;
        Sample[] samples = [.. new[] { 9, 6, 12 }.Select(n =>
        {
            var own = Batches.RandomSample(rng, n, n / 2);
            return new Sample([.. beginning, .. own.Tokens], [.. own.Predictions.Select(p => p with { At = p.At + 20 })]);
        })];
        var alone = Gradients(path, [.. samples.Select(s => Assert.Single(Packer.Pack([s], new BatchShape(1, 32, 12))))]);
        foreach (var shape in new[] { new BatchShape(1, 48, 20), new BatchShape(4, 32, 20) })
        {
            var batch = Assert.Single(Packer.Pack(samples.Select(s => s with { SharedTokens = 20 }), shape));
            Assert.Equal(shape.Rows == 1 ? 0 : 20, batch.HeadTokens);
            Assert.True(GradientTests.Cosine(alone, Gradients(path, [batch])) > 0.9999, name);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void An_adapter_trained_here_is_attached_by_the_engine_to_the_same_logits(string name)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("random.gguf"));
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(Whole));
        var batch = Batches.Random(Whole, 3, predictionsEach: 64);
        for (var i = 0; i < 6; i++)
        {
            trainer.Accumulate(batch);
            trainer.Step(new AdamStep { LearningRate = 1e-2f });
        }

        trainer.ToAdapterFile(new string('0', 64)).Write(folder.File("adapter.gguf"));
        var logits = trainer.Logits(batch);
        using var wearing = new RawEngine(path, folder.File("adapter.gguf"));
        using var engine = new RawEngine(path);
        var difference = Batches.MaxDifference(logits, wearing.Logits(batch.Tokens));
        output.WriteLine($"{name}: {difference:E2}");
        Assert.True(difference < 5 * LogitsBound(IsGemma(name)), $"{name}: {difference}");
        Assert.True(Batches.MaxDifference(logits, engine.Logits(batch.Tokens)) > 0.5, "the adapter must have changed something");

        // The same adapter, attached and not in training.
        using var attached = trainers.Open(path, Adapter(Whole) with
        {
            Purpose = TrainingPurpose.Evaluate,
            Adapter = null,
            Worn = [new WornWeights(AdapterFile.Read(folder.File("adapter.gguf")))],
        });
        Assert.True(Batches.MaxDifference(logits, attached.Logits(batch)) < 1e-3, name);
    }

    private float[] Gradients(string path, IReadOnlyList<Batch> batches)
    {
        using var trainers = Open();
        using var trainer = trainers.Open(path, Adapter(batches[0].Shape));
        Batches.RandomiseB(trainer, 3, 0.05);
        foreach (var batch in batches)
        {
            trainer.Accumulate(batch);
        }

        return [.. trainer.TrainedNames.SelectMany(trainer.Gradient)];
    }

    private void CheckGradients(ITrainer trainer, Batch batch, bool isGemma, string what)
    {
        var (share, bound) = Differences(isGemma);
        trainer.Accumulate(batch);
        var gradients = trainer.TrainedNames.ToDictionary(n => n, trainer.Gradient);
        trainer.ClearGradients();
        var worst = gradients.Select(g => (Name: g.Key, Difference: GradientTests.DifferenceAlongSigns(trainer, batch, g.Key, g.Value, share)))
            .MaxBy(d => d.Difference);
        output.WriteLine($"{what}: {worst.Name} {worst.Difference:E2}");
        Assert.True(worst.Difference < bound, $"{what}: {worst.Name} {worst.Difference}");
    }

    private static OptimizerSettings Optimizer => new() { LearningRate = 1e-2, WarmUpSteps = 0, WeightDecay = 0.01 };

    private static IEnumerable<TrainingStep> Steps(int from, int to) =>
        Enumerable.Range(from, to - from).Select(i => new TrainingStep([Batches.Random(Rows, (ulong)i, 6), Batches.Random(Rows, (ulong)i + 100, 6)], 0));

    private static float[] RandomDistribution(int count, ulong seed)
    {
        var rng = new Rng(seed);
        var raw = Enumerable.Range(0, count).Select(_ => Math.Exp(rng.NextGaussian())).ToArray();
        return Array.ConvertAll(raw, r => (float)(r / raw.Sum()));
    }

    private static bool IsGemma(string name) => name.StartsWith("gemma", StringComparison.Ordinal);

    private static TrainerSettings Adapter(BatchShape shape) => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = shape,
        Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
        Base = BaseWeights.F32,
        ContextTokens = 512,
    };

    private sealed class OtherEngine(ITrainer inner) : ForwardingTrainer(inner)
    {
        public override string Engine => "abacus";

        public override void Dispose()
        {
            // The inner one is its owner's.
        }
    }
}
