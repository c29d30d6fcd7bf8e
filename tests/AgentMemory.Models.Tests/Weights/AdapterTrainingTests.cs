using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Merging;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Training on lessons of one's own, as <c>agentmemory train</c> does it.</summary>
public sealed class AdapterTrainingTests
{
    private static readonly AdapterTrainingSettings Settings = new()
    {
        Adapter = new AdapterShape { Rank = 4, Alpha = 8, Parts = ["attn_v", "ffn_down"] },
        Optimizer = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 3 },
        Epochs = 6,
        BatchTokens = 64,
        Accumulate = 2,
        Dropout = 0.25,
        ValidationShare = 0.2,
        StepsMin = 200,
        MeasureSteps = 3,
    };

    private static readonly TextLesson[] Lessons = [.. Enumerable.Range(0, 20).Select(i => new TextLesson($"{i} plus 1?", $" {i + 1}"))];

    [Fact]
    public void A_run_that_was_broken_off_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var whole = Run(model, folder.File("whole.gguf"), Lessons, resume: false, default, _ => { });
        using var breaking = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(model, folder.File("parts.gguf"), Lessons, resume: false, breaking.Token, p =>
        {
            if (p.Step == 7)
            {
                breaking.Cancel();
            }
        }));
        Assert.True(File.Exists(AdapterTraining.CheckpointOf(folder.File("parts.gguf"))));
        var rest = Run(model, folder.File("parts.gguf"), Lessons, resume: true, default, _ => { });
        Assert.Equal(whole with { Cost = Cost.None }, rest with { Cost = Cost.None });
        Assert.Equal(whole.Cost.TokensTrained, rest.Cost.TokensTrained);
        Assert.Equal(File.ReadAllBytes(folder.File("whole.gguf")), File.ReadAllBytes(folder.File("parts.gguf")));
        Assert.False(File.Exists(AdapterTraining.CheckpointOf(folder.File("parts.gguf"))));
    }

    [Fact]
    public void A_checkpoint_of_other_lessons_or_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        Assert.Throws<UserErrorException>(() => Run(model, folder.File("a.gguf"), Lessons, resume: true, default, _ => { }));
        using var breaking = new CancellationTokenSource();
        breaking.Cancel();
        Assert.Throws<OperationCanceledException>(() => Run(model, folder.File("a.gguf"), Lessons, false, breaking.Token, _ => { }));
        var error = Assert.Throws<UserErrorException>(() => Run(model, folder.File("a.gguf"), Lessons[1..], true, default, _ => { }));
        Assert.Contains("another plan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_into_memory_is_refused_with_figures_before_it_starts()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var huge = Settings with { BatchTokens = 1_000_000_000, Adapter = new AdapterShape { Rank = 1024, Alpha = 8 } };
        var error = Assert.Throws<UserErrorException>(() => new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, huge, TimeProvider.System)
            .Run(Lessons, folder.File("a.gguf"), false, _ => { }, default));
        Assert.Matches(@"would take \d+ MiB .* \d+ MiB are available", error.Message);
    }

    [Fact]
    public void Diverging_stops_and_keeps_the_last_good_adapter()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var wild = Settings with
        {
            Optimizer = new OptimizerSettings { LearningRate = 3e38, WarmUpSteps = 0, GradientNormMax = 1e30 },
            MeasureSteps = 1,
        };
        var result = new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, wild, TimeProvider.System)
            .Run(Lessons, folder.File("a.gguf"), false, _ => { }, default);
        Assert.Equal(AdapterEnding.Diverged, result.Ending);
        using var worn = model.Wear([new WornAdapter(folder.File("a.gguf"))]);
        Assert.True(double.IsFinite(worn.Score([new ScoreRequest("a", "b")], default)[0].LogProbability));
    }

    [Fact]
    public void An_adapter_of_another_base_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        Run(model, folder.File("a.gguf"), Lessons, false, default, _ => { });
        var other = new RandomModel { Width = 32, Inner = 32, Seed = 2 }.Save(folder.File("other.gguf"));
        using var stranger = LocalModel.Open(ModelEntry.OfFile(other), new EngineOptions { Threads = 1, ContextTokens = 64 });
        var error = Assert.Throws<UserErrorException>(() => stranger.Wear([new WornAdapter(folder.File("a.gguf"))]));
        Assert.Contains($"trained on the model {model.Card.Id}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GgmlType.F32, 1e-4)]
    [InlineData(GgmlType.F16, 2e-2)]
    [InlineData(GgmlType.Q8_0, 0.5)]
    public void A_merged_model_answers_as_the_base_with_both_adapters_worn(GgmlType type, double differenceMax)
    {
        using var folder = new TemporaryFolder();
        var shape = new RandomModel { Type = type };
        var path = shape.Save(folder.File("m.gguf"));
        using var model = LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, ContextTokens = 64, Exact = true });
        shape.BuildAdapter(4, 0.1).Save(folder.File("a.gguf"));
        (shape with { Seed = 5 }).BuildAdapter(2, 0.1).Save(folder.File("b.gguf"));
        WornAdapter[] worn = [new(folder.File("a.gguf")), new(folder.File("b.gguf"), 0.5f)];
        AdapterMerge.Write(
            path, model.Card, worn, folder.File("merged.gguf"));
        using var wearing = (LocalModel)model.Wear(worn);
        using var merged = LocalModel.Open(
            ModelEntry.OfFile(folder.File("merged.gguf")), new EngineOptions { Threads = 1, ContextTokens = 64, Exact = true });
        int[] tokens = [72, 101, 108, 108, 111];
        var apart = wearing.Logits(tokens, default).SelectMany(r => r).ToArray();
        var together = merged.Logits(tokens, default).SelectMany(r => r).ToArray();
        Assert.True(Batches.MaxDifference(apart, together) < differenceMax, $"{Batches.MaxDifference(apart, together)}");
        using var bare = Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = new BatchShape(1, 5, 5),
            Worn = [.. worn.Select(w => new WornWeights(AdapterFile.Read(w.Path), w.Scale))],
        });
        var sample = new Sample(tokens, [.. tokens.Select((t, i) => new Prediction(i, t, 1))]);
        var graph = bare.Logits(Packer.Pack([sample], bare.Settings.Batch)[0]);
        Assert.True(Batches.MaxDifference(graph, apart) < differenceMax, $"{Batches.MaxDifference(graph, apart)}");
    }

    private static LocalModel Open(TemporaryFolder folder)
    {
        var path = new RandomModel { Width = 32, Inner = 32 }.Save(folder.File("m.gguf"));
        return LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, ContextTokens = 64, Exact = true });
    }

    private static AdapterResult Run(
        LocalModel model, string path, TextLesson[] lessons, bool resume, CancellationToken cancellation, Action<AdapterProgress> report) =>
        new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, Settings, TimeProvider.System).Run(lessons, path, resume, report, cancellation);
}
