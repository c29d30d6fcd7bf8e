using System.Text.Json;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Peft;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>The trainer against PyTorch with PEFT on a real model: logits, and twenty steps of LoRA from the same adapter.</summary>
public sealed class PyTorchReferenceTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ReferenceFact]
    public void Logits_are_those_of_pytorch()
    {
        using var reference = Reference();
        using var trainers = new TorchTrainers();
        var shape = new BatchShape(1, 96, 96);
        using var trainer = trainers.Open(OthersModels.Path(ReferenceFolder.Model), new TrainerSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = shape,
            Base = BaseWeights.F32,
            Threads = 1,
        });
        var rows = reference.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        var wanted = reference.RootElement.GetProperty("logits").EnumerateArray().ToArray();
        var (worst, worstLoss) = (0.0, 0.0);
        for (var r = 0; r < rows.Length; r++)
        {
            var tokens = Numbers(rows[r], "tokens");
            var sample = new Sample(tokens, [.. tokens.Select((_, i) => new Prediction(i, tokens[Math.Min(i + 1, tokens.Length - 1)], 1))]);
            var batch = Packer.Pack([sample], shape)[0];
            var logits = trainer.Logits(batch).Chunk(trainer.Shape.Vocabulary).ToArray();
            var places = Numbers(wanted[r], "positions");
            for (var p = 0; p < places.Length; p++)
            {
                var found = wanted[r].GetProperty("first_16_logits")[p].EnumerateArray().Select(l => l.GetDouble());
                worst = Math.Max(worst, found.Select((l, i) => Math.Abs(l - logits[places[p]][i])).Max());
            }

            var losses = wanted[r].GetProperty("nll_of_next").EnumerateArray().Select(l => l.GetDouble()).ToArray();
            var found2 = trainer.Evaluate(batch).LogProbabilities;
            worstLoss = Math.Max(worstLoss, losses.Select((l, i) => Math.Abs(l + found2[i])).Max());
        }

        output.WriteLine($"logits {worst:E2}, losses {worstLoss:E2}");
        Assert.InRange(worst, 0, 5e-4);
        Assert.InRange(worstLoss, 0, 5e-4);
    }

    [ReferenceFact]
    public void Twenty_steps_have_the_losses_and_gradients_of_pytorch_with_peft()
    {
        using var reference = Reference();
        var model = OthersModels.Path(ReferenceFolder.Model);
        AdapterConversion.Convert(ReferenceFolder.Path("start"), model, _folder.File("start.gguf"));
        AdapterConversion.Convert(ReferenceFolder.Path("after-20-steps"), model, _folder.File("after.gguf"));
        Sample[] samples = [.. reference.RootElement.GetProperty("rows").EnumerateArray().Select(Labelled)];
        var count = samples.Sum(s => s.Predictions.Count);
        var shape = new BatchShape(samples.Length, samples.Max(s => s.Tokens.Count), count);
        var batch = Assert.Single(Packer.Pack(samples.Select(s => s.Weighted(1.0 / count)), shape));
        using var trainers = new TorchTrainers();
        using var trainer = trainers.Open(model, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = shape,
            Adapter = new AdapterShape { Rank = 8, Alpha = 16 },
            Base = BaseWeights.F32,
            Threads = 1,
        });
        trainer.LoadAdapter(AdapterFile.Read(_folder.File("start.gguf")), "");
        var loop = new Trainer(trainer, new OptimizerSettings
        {
            LearningRate = 1e-3,
            WarmUpSteps = 0,
            FinalShare = 1,
            Beta2 = 0.999,
            WeightDecay = 0.01,
            GradientNormMax = 1,
        });
        var (worstLoss, worstNorm) = (0.0, 0.0);
        foreach (var step in reference.RootElement.GetProperty("steps").EnumerateArray())
        {
            var taken = loop.Take(new TrainingStep([batch], 0));
            worstLoss = Math.Max(worstLoss, Relative(taken.Loss, step.GetProperty("loss").GetDouble()));
            worstNorm = Math.Max(worstNorm, Relative(taken.GradientNorm, step.GetProperty("grad_norm_before_clipping").GetDouble()));
        }

        var after = AdapterFile.Read(_folder.File("after.gguf")).Tensors;
        var difference = after.Max(t => t.Values.Zip(trainer.Weights(t.Name), (a, b) => Math.Abs((double)a - b)).Max());
        var last = Relative(trainer.Evaluate(batch).Loss, reference.RootElement.GetProperty("loss_after_20_steps").GetDouble());
        output.WriteLine($"losses {worstLoss:E2}, norms {worstNorm:E2}, last {last:E2}, adapter {difference:E2}");
        Assert.InRange(worstLoss, 0, 2e-3);
        Assert.InRange(worstNorm, 0, 2e-3);
        Assert.InRange(last, 0, 2e-3);
        // Twenty steps move a number by 0.02 at most.
        Assert.InRange(difference, 0, 2e-3);
    }

    private static Sample Labelled(JsonElement row)
    {
        var tokens = Numbers(row, "tokens");
        var (from, to) = (row.GetProperty("loss_from").GetInt32(), row.GetProperty("loss_to").GetInt32());
        return new Sample(tokens, [.. Enumerable.Range(from, to - from).Select(at => new Prediction(at - 1, tokens[at], 1))]);
    }

    private static double Relative(double found, double wanted) => Math.Abs(found - wanted) / wanted;

    private static int[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(n => n.GetInt32())];

    private static JsonDocument Reference() => JsonDocument.Parse(File.ReadAllText(ReferenceFolder.Path("reference.json")));
}
