using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Merging;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Losses against whole distributions, dropout, and training on top of worn adapters.</summary>
public sealed class SoftTargetTests
{
    private const int Vocabulary = RandomModel.VocabularySize;
    private static readonly BatchShape Shape = new(Rows: 2, RowTokens: 24, Predictions: 32);

    [Fact]
    public void The_loss_is_the_divergence_and_its_gradient_matches_finite_differences()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("m.gguf"));
        using var graph = Trainers.Open(path, Settings());
        Batches.RandomiseB(graph, 3);
        var batch = Softened(mixed: true);
        var before = graph.Evaluate(batch).Loss;
        Assert.Equal(ByHand(graph, batch), before, 1e-3);
        graph.Accumulate(batch);
        var gradients = graph.TrainedNames.ToDictionary(n => n, graph.Gradient);
        graph.ClearGradients();
        foreach (var (name, gradient) in gradients)
        {
            // Along its own gradient a function rises by the gradient's length; the other way round it falls.
            var length = Math.Sqrt(gradient.Sum(g => (double)g * g));
            var step = 2e-3;
            var weights = graph.Weights(name);
            graph.SetWeights(name, [.. weights.Select((w, i) => (float)(w + (step * gradient[i] / length)))]);
            var up = graph.Evaluate(batch).Loss;
            graph.SetWeights(name, [.. weights.Select((w, i) => (float)(w - (step * gradient[i] / length)))]);
            var down = graph.Evaluate(batch).Loss;
            graph.SetWeights(name, weights);
            Assert.True(Math.Abs(((up - down) / (2 * step)) - length) < 0.03 * length + 1e-3, $"{name}: {(up - down) / (2 * step)} {length}");
        }
    }

    [Fact]
    public void A_distribution_on_one_token_is_that_token()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("m.gguf"));
        using var hard = Trainers.Open(path, Settings());
        using var soft = Trainers.Open(path, Settings());
        var batch = Batches.Random(Shape, 5, 12, negative: true);
        var twin = Batches.Random(Shape, 5, 12, negative: true);
        for (var n = 0; n < twin.PredictionsUsed; n++)
        {
            var one = new float[Vocabulary];
            one[twin.Targets[n]] = 1;
            twin.Soft[n] = new SoftTarget(one, twin.Weights[n]);
            twin.Weights[n] = 0;
        }

        Assert.Equal(hard.Accumulate(batch).Loss, soft.Accumulate(twin).Loss, 1e-4);
        Assert.All(hard.TrainedNames, n => Assert.True(Batches.MaxDifference(hard.Gradient(n), soft.Gradient(n)) < 1e-5, n));
    }

    [Fact]
    public void Matching_the_own_distribution_costs_nothing_and_moves_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("m.gguf"));
        using var graph = Trainers.Open(path, Settings());
        Batches.RandomiseB(graph, 3);
        var batch = Batches.Random(Shape, 5, 12);
        var own = Distributions(graph, batch);
        for (var n = 0; n < own.Length; n++)
        {
            (batch.Soft[n], batch.Weights[n]) = (new SoftTarget(own[n], 1), 0);
        }

        Assert.Equal(0, graph.Accumulate(batch).Loss, 1e-4);
        Assert.All(graph.TrainedNames, n => Assert.All(graph.Gradient(n), g => Assert.True(Math.Abs(g) < 1e-5)));
    }

    [Fact]
    public void Dropout_leaves_out_the_stated_share_in_training_alone()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("m.gguf"));
        using var whole = Trainers.Open(path, Settings());
        using var dropping = Trainers.Open(path, Settings() with { Dropout = 0.5 });
        Batches.RandomiseB(whole, 3);
        Batches.RandomiseB(dropping, 3);
        var batch = Batches.Random(Shape, 5, 12);
        Assert.Equal(whole.Evaluate(batch).Loss, dropping.Evaluate(batch).Loss);
        var losses = Enumerable.Range(0, 3).Select(_ => dropping.Accumulate(batch).Loss).ToArray();
        Assert.Equal(3, losses.Distinct().Count());
        dropping.ClearGradients();
        // The same step and pass leave out the same.
        Assert.Equal(losses[0], dropping.Accumulate(batch).Loss);
    }

    [Fact]
    public void Training_on_top_of_a_worn_adapter_gives_the_gradients_of_the_merged_base()
    {
        using var folder = new TemporaryFolder();
        var model = new RandomModel();
        var path = model.Save(folder.File("m.gguf"));
        model.BuildAdapter(3, 0.1).Save(folder.File("worn.gguf"));
        WornWeights[] worn = [new(AdapterFile.Read(folder.File("worn.gguf")), 0.7f)];
        var card = LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, ContextTokens = 64 });
        using (card)
        {
            AdapterMerge.Write(path, card.Card, [new WornAdapter(folder.File("worn.gguf"), 0.7f)], folder.File("merged.gguf"));
        }

        using var wearing = Trainers.Open(path, Settings() with { Worn = worn });
        using var merged = Trainers.Open(folder.File("merged.gguf"), Settings());
        Batches.RandomiseB(wearing, 3);
        Batches.RandomiseB(merged, 3);
        var batch = Batches.Random(Shape, 5, 12);
        Assert.Equal(merged.Accumulate(batch).Loss, wearing.Accumulate(batch).Loss, 1e-4);
        Assert.All(merged.TrainedNames, n => Assert.True(Batches.MaxDifference(merged.Gradient(n), wearing.Gradient(n)) < 1e-4, n));
    }

    private static TrainerSettings Settings() => new()
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = Shape,
        Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
    };

    private static Batch Softened(bool mixed)
    {
        var rng = new Rng(11);
        var batch = Batches.Random(Shape, 5, 12);
        for (var n = 0; n < batch.PredictionsUsed; n++)
        {
            var mass = Enumerable.Range(0, Vocabulary).Select(_ => rng.Next(4) == 0 ? rng.NextDouble() : 0).ToArray();
            batch.Soft[n] = new SoftTarget([.. mass.Select(m => (float)(m / mass.Sum()))], 0.05f + (0.01f * n));
            batch.Weights[n] = mixed && n % 2 == 0 ? batch.Weights[n] : 0;
        }

        return batch;
    }

    private static float[][] Distributions(ITrainer graph, Batch batch)
    {
        var logits = graph.Logits(batch);
        return [.. logits.Chunk(graph.Shape.Vocabulary).Select(row =>
        {
            var max = row.Max();
            var sum = row.Sum(l => Math.Exp(l - max));
            return Array.ConvertAll(row, l => (float)(Math.Exp(l - max) / sum));
        })];
    }

    private static double ByHand(ITrainer graph, Batch batch)
    {
        var own = Distributions(graph, batch);
        return Enumerable.Range(0, batch.PredictionsUsed).Sum(n =>
            (batch.Weights[n] * -Math.Log(own[n][batch.Targets[n]]))
            + (batch.Soft[n]!.Weight * batch.Soft[n]!.Distribution.Select((t, v) => t <= 0 ? 0 : t * Math.Log(t / own[n][v])).Sum()));
    }
}
