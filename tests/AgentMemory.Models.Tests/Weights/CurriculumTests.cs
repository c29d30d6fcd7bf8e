using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>A run of several phases, with Muon, heads of a width of their own and an output layer of its own.</summary>
public sealed class CurriculumTests
{
    [Fact]
    public void A_run_stopped_in_any_phase_resumes_to_the_same_bits_and_the_loss_falls()
    {
        using var folder = new TemporaryFolder();
        var losses = new List<PretrainProgress>();
        var whole = Trainer().Run(new TorchTrainers(), folder.File("whole.gguf"), resume: false, threads: 1, losses.Add, default);
        Assert.True(whole is { Finished: true, Diverged: false });
        Assert.Equal(["few", "more"], losses.Select(p => p.Phase).Distinct());
        Assert.True(losses[^1].Loss < losses[0].Loss - 0.2, $"{losses[0].Loss} to {losses[^1].Loss}");

        // Once within the first phase, once within the second.
        foreach (var phase in (string[])["few", "more"])
        {
            using var stop = new CancellationTokenSource();
            var resume = phase == "more";
            var interrupted = Trainer().Run(new TorchTrainers(), folder.File("parts.gguf"), resume, 1, p => Stop(p, phase, stop), stop.Token);
            Assert.False(interrupted.Finished);
        }

        Assert.Equal(whole, Trainer().Run(new TorchTrainers(), folder.File("parts.gguf"), resume: true, threads: 1, _ => { }, default));
        Assert.Equal(File.ReadAllBytes(folder.File("whole.gguf")), File.ReadAllBytes(folder.File("parts.gguf")));

        static void Stop(PretrainProgress progress, string phase, CancellationTokenSource stop)
        {
            if (progress.Phase == phase)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void The_engine_reads_such_a_model_to_the_trainers_logits()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.gguf");
        var shape = ReaderPlans.Shape.ModelShape(ReaderPlans.Words.Count);
        PretrainedModelWriter.Write(
            path, "model", shape, ReaderPlans.Words, ReaderStart.Make(shape, ReaderPlans.Words, ReaderStartKind.Classes, new Rng(1)), GgmlType.F32);
        using (var file = GgufFile.Open(path))
        {
            var read = ModelFile.Shape(file);
            Assert.Equal((64, 4, 128, false), (read.HeadWidth, read.Heads, read.Width, read.TiedEmbeddings));
        }

        var batchShape = new BatchShape(1, 64, 64);
        using var graph = Trainers.Open(path, new TrainerSettings { Purpose = TrainingPurpose.Evaluate, Batch = batchShape });
        using var engine = new RawEngine(path);
        var rng = new Rng(3);
        int[] tokens = [ReaderPlans.Words.Begin, .. Enumerable.Range(1, 63).Select(_ => rng.Next(ReaderPlans.Words.Count))];
        var batch = Assert.Single(Packer.Pack([new Sample(tokens, [.. tokens.Select((t, i) => new Prediction(i, t, 1))])], batchShape));
        Assert.True(Batches.MaxDifference(graph.Logits(batch), engine.Logits(tokens)) < 1e-3);
    }

    private static Pretrainer Trainer() => new(
        ReaderPlans.Plan(
            ReaderPlans.Phase("few", 3000, ReaderPlans.Told("vault?bits=11&features=2&name_pool=16&word_pool=4", 16)),
            ReaderPlans.Phase("more", 3000, ReaderPlans.Told("vault?bits=11|22&features=2&name_pool=64&word_pool=4", 8, documents: 0)) with { RowTokens = 90 }),
        ReaderPlans.Families,
        PlayWords.Prompt,
        TimeProvider.System);
}
