using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

public sealed class PretrainTests
{
    private static readonly Dictionary<string, ITaskFamily> Families = new() { ["levers"] = new Levers.Kin() };

    [Fact]
    public void The_loss_falls_and_a_stopped_run_resumes_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var losses = new List<double>();
        var whole = Trainer().Run(new TorchTrainers(), folder.File("whole.gguf"), resume: false, threads: 1, p => losses.Add(p.Loss), default);
        Assert.True(whole is { Finished: true, Diverged: false, Steps: 30 });
        Assert.True(losses[^1] < 0.8 * losses[0], $"{losses[0]} to {losses[^1]}");

        using var stop = new CancellationTokenSource();
        var interrupted = Trainer().Run(new TorchTrainers(), folder.File("parts.gguf"), false, 1, p => StopAt(p, 11, stop), stop.Token);
        Assert.True(interrupted is { Finished: false, Steps: 11 });
        var resumed = Trainer().Run(new TorchTrainers(), folder.File("parts.gguf"), resume: true, threads: 1, _ => { }, default);
        Assert.Equal(whole, resumed);
        Assert.Equal(
            File.ReadAllBytes(Pretrainer.CheckpointOf(folder.File("whole.gguf"))),
            File.ReadAllBytes(Pretrainer.CheckpointOf(folder.File("parts.gguf"))));
        Assert.Equal(File.ReadAllBytes(folder.File("whole.gguf")), File.ReadAllBytes(folder.File("parts.gguf")));
    }

    [Fact]
    public void Who_knows_nothing_loses_the_logarithm_of_the_vocabulary_a_token_however_full_the_rows_are()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(1) with { Shape = Plan(1).Shape with { StructuredStart = false } };
        var losses = new List<double>();
        new Pretrainer(plan, Families, PlayWords.Prompt, TimeProvider.System)
            .Run(new TorchTrainers(), folder.File("model.gguf"), false, 1, p => losses.Add(p.Loss), default);
        using var file = GgufFile.Open(folder.File("model.gguf"));
        Assert.Equal(1, losses[0] / Math.Log(file.Texts("tokenizer.ggml.tokens").Count), 0.03);
    }

    [Fact]
    public void A_checkpoint_of_another_plan_is_refused()
    {
        using var folder = new TemporaryFolder();
        Trainer(steps: 1).Run(new TorchTrainers(), folder.File("model.gguf"), false, 1, _ => { }, default);
        var other = new Pretrainer(Plan(1) with { Seed = 2 }, Families, PlayWords.Prompt, TimeProvider.System);
        var error = Assert.Throws<UserErrorException>(() => other.Run(new TorchTrainers(), folder.File("model.gguf"), true, 1, _ => { }, default));
        Assert.Contains("another plan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_on_from_another_ones_weights_and_only_from_the_same_shape()
    {
        using var folder = new TemporaryFolder();
        var first = new List<double>();
        Trainer().Run(new TorchTrainers(), folder.File("first.gguf"), false, 1, p => first.Add(p.Loss), default);
        var second = new List<double>();
        var further = Plan(5) with { Seed = 2 };
        From("first.gguf", further).Run(new TorchTrainers(), folder.File("second.gguf"), false, 1, p => second.Add(p.Loss), default);
        Assert.True(second[0] < 0.8 * first[0], $"{first[0]}, then {second[0]}");
        using var file = GgufFile.Open(folder.File("second.gguf"));
        Assert.StartsWith("model ", file.Text("agentmemory.start"), StringComparison.Ordinal);

        // Whoever resumes need not say again what the run began from.
        var resumed = new Pretrainer(Plan(7) with { Seed = 2 }, Families, PlayWords.Prompt, TimeProvider.System)
            .Run(new TorchTrainers(), folder.File("second.gguf"), resume: true, threads: 1, _ => { }, default);
        Assert.Equal(7, resumed.Steps);
        var wider = further with { Shape = further.Shape with { FeedForward = 2 * further.Shape.FeedForward } };
        var error = Assert.Throws<UserErrorException>(() => From("first.gguf", wider).Run(new TorchTrainers(), folder.File("third.gguf"), false, 1, _ => { }, default));
        Assert.Contains("take a model of that shape", error.Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => From("nowhere.gguf", further));

        // Tensors of the same extents, and another network all the same.
        Refused("heads: 2 where the plan has 4", further.Shape with { Heads = 4, KeyValueHeads = 4 });
        Refused("a rope base of 10000 where the plan has 500000", further.Shape with { RopeBase = 500_000 });
        Refused("2 layers where the plan has 1", further.Shape with { Layers = 1 });
        new RandomModel().Save(folder.File("stranger.gguf"));
        Assert.Contains("not one that pretrain made", Assert.Throws<UserErrorException>(() => From("stranger.gguf", further)).Message,
            StringComparison.Ordinal);

        void Refused(string words, PretrainShape shape) => Assert.Contains(words, Assert.Throws<UserErrorException>(() =>
            From("first.gguf", further with { Shape = shape }).Run(new TorchTrainers(), folder.File("third.gguf"), false, 1, _ => { }, default)).Message,
            StringComparison.Ordinal);

        Pretrainer From(string name, PretrainPlan plan) => new(plan, Families, PlayWords.Prompt, TimeProvider.System, folder.File(name));
    }

    [Fact]
    public void A_deeper_model_begins_as_what_the_shallower_one_was_and_then_uses_its_new_layer()
    {
        using var folder = new TemporaryFolder();
        Trainer().Run(new TorchTrainers(), folder.File("first.gguf"), false, 1, _ => { }, default);
        var further = Plan(3) with { Seed = 2 };
        var deeper = further with { Shape = further.Shape with { Layers = further.Shape.Layers + 1 } };
        var (same, deep) = (Losses(further, "same.gguf"), Losses(deeper, "deep.gguf"));
        Assert.Equal(same[0], deep[0], 1e-4);
        Assert.NotEqual(same[^1], deep[^1], 1e-5);
        using var file = GgufFile.Open(folder.File("deep.gguf"));
        Assert.Equal(further.Shape.Layers + 1, file.Whole("llama.block_count"));

        List<double> Losses(PretrainPlan plan, string name)
        {
            var losses = new List<double>();
            new Pretrainer(plan, Families, PlayWords.Prompt, TimeProvider.System, folder.File("first.gguf"))
                .Run(new TorchTrainers(), folder.File(name), false, 1, p => losses.Add(p.Loss), default);
            return losses;
        }
    }

    [Fact]
    public void A_corpus_in_which_nothing_is_to_be_predicted_is_refused_and_not_read_for_ever()
    {
        using var folder = new TemporaryFolder();
        var mute = Plan(1) with { Life = Plan(1).Life with { ReplyWeight = 0, OutcomeWeight = 0, NotesWeight = 0 } };
        var error = Assert.Throws<UserErrorException>(() => new Pretrainer(mute, Families, PlayWords.Prompt, TimeProvider.System)
            .Run(new TorchTrainers(), folder.File("mute.gguf"), false, 1, _ => { }, default));
        Assert.Contains("nothing is to be predicted in lives of levers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_is_exported_as_Q8_0_and_the_engine_reads_it()
    {
        using var folder = new TemporaryFolder();
        var trainer = Trainer(steps: 1);
        trainer.Run(new TorchTrainers(), folder.File("model.gguf"), false, 1, _ => { }, default);
        trainer.Export(folder.File("model.gguf"), folder.File("small.gguf"), GgmlType.Q8_0);
        using var engine = new RawEngine(folder.File("small.gguf"));
        using var exact = new RawEngine(folder.File("model.gguf"));
        var tokens = engine.Encode("# Levers\nPull left, middle or right.");
        Assert.True(Batches.MaxDifference(engine.Logits(tokens), exact.Logits(tokens)) is > 0 and < 0.5);
    }

    [Fact]
    public void A_gradient_that_is_no_number_leaves_the_weights_as_they_were()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("tiny.gguf"));
        var shape = new BatchShape(1, 16, 8);
        using var graph = Trainers.Open(path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = shape,
            Adapter = new AdapterShape { Rank = 2, Alpha = 2 },
        });
        var before = graph.TrainedNames.SelectMany(graph.Weights).ToArray();
        var batch = Batches.Random(shape, 1, 8);
        batch.Weights[3] = float.NaN;
        var settings = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 0 };
        var trainer = new Trainer(graph, settings);
        Assert.False(trainer.Take(new TrainingStep([batch], 0)).Taken);
        Assert.Equal(before, graph.TrainedNames.SelectMany(graph.Weights));
        Assert.True(trainer.Take(new TrainingStep([Batches.Random(shape, 2, 8)], 0)).Taken);
        Assert.All(graph.TrainedNames.SelectMany(graph.Weights), w => Assert.True(float.IsFinite(w)));
    }

    [Fact]
    public void The_rate_warms_up_and_falls_to_its_final_share()
    {
        var settings = new OptimizerSettings { LearningRate = 1, WarmUpSteps = 10, FinalShare = 0.1 };
        Assert.Equal(0.1, settings.RateAt(0, 0), 1e-9);
        Assert.Equal(1, settings.RateAt(9, 0), 1e-9);
        Assert.Equal(0.55, settings.RateAt(500, 0.5), 1e-9);
        Assert.Equal(0.1, settings.RateAt(1000, 1), 1e-9);
    }

    private static void StopAt(PretrainProgress progress, long step, CancellationTokenSource stop)
    {
        if (progress.Step == step)
        {
            stop.Cancel();
        }
    }

    private static Pretrainer Trainer(int steps = 30) =>
        new(Plan(steps), Families, PlayWords.Prompt, TimeProvider.System);

    private static PretrainPlan Plan(int steps) => new()
    {
        Name = "tiny",
        Seed = 1,
        Shape = new PretrainShape
        {
            Width = 32,
            Layers = 2,
            Heads = 2,
            KeyValueHeads = 2,
            FeedForward = 64,
            Context = 256,
            StructuredStart = true,
            SpacedWords = true,
        },
        Course = new PretrainCourse
        {
            Steps = steps,
            Rows = 2,
            RowTokens = 128,
            LogSeconds = 0,
            CheckpointMinutes = 1000,
            HeldOutLives = 2,
            Optimizer = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 3 },
        },
        Corpus = [new CorpusPart("levers")],
        Life = new LifeSettings { TokensMin = 60, TokensMax = 120 },
    };
}
