using AgentMemory.Claims.BayesGap;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Testing;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Claims;

/// <summary>A shipped model as a reader of draws: from its context by one reading of the text, and through an adapter.</summary>
public sealed class DrawReaderTests
{
    private static readonly int[] Grid = [0, 1, 3, 8, 70];
    private readonly PromptBook _prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    [Fact]
    public void Beliefs_are_those_of_asking_for_each_colour_apart()
    {
        using var model = Open();
        var prompt = new UrnPrompt(_prompts, IsTold: false);
        var sequence = DrawSequence.Draw(World(model), 70, new Rng(3));
        var read = new ModelReader(model, prompt).Read([sequence], Grid, CancellationToken.None)[0];
        foreach (var (n, belief) in Grid.Zip(read))
        {
            var text = prompt.Of(sequence.World) + string.Concat(sequence.Draws.Take(n).Select(colour => " " + sequence.World.Words[colour]));
            var scored = model.Score([.. sequence.World.Words.Select(word => new ScoreRequest(text, " " + word))], CancellationToken.None);
            var total = Math.Log(scored.Sum(one => Math.Exp(one.LogProbability)));
            Assert.All(belief.Zip(scored), pair => Assert.Equal(pair.Second.LogProbability - total, pair.First, 2));
            Assert.Equal(1, belief.Sum(Math.Exp), 9);
        }
    }

    [Fact]
    public void Told_urns_are_in_the_prompt_with_their_balls()
    {
        using var model = Open();
        var world = World(model);
        var text = new UrnPrompt(_prompts, IsTold: true).Of(world);
        Assert.All(world.Balls.Index(), urn => Assert.Contains($"Urn {urn.Index + 1}: {urn.Item[0]} {world.Words[0]}, ", text, StringComparison.Ordinal));
        Assert.EndsWith("Draws:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_begins_as_the_model_and_comes_to_expect_what_was_drawn()
    {
        using var model = Open();
        using var trainers = new TorchTrainers();
        var prompt = new UrnPrompt(_prompts, IsTold: false);
        var world = World(model);
        var settings = new AdapterReaderSettings
        {
            Sequences = 1,
            DrawsMost = 64,
            TuningWorlds = 1,
            Rank = 4,
            Alpha = 8,
            Rates = [0.003],
            Passes = [1],
            StepDraws = 4,
        };
        var all = new DrawSequence(world, 0, [.. Enumerable.Repeat(2, 64)]);
        var read = new AdapterReader(model, trainers, prompt, settings, passes: 1, rate: 0.003, threads: 1).Read([all], [0, 16, 64], CancellationToken.None)[0];
        var before = new ModelReader(model, prompt).Read([all], [0], CancellationToken.None)[0][0];
        Assert.All(before.Zip(read[0]), pair => Assert.Equal(pair.First, pair.Second, 2));
        Assert.True(read[0][2] < read[1][2] && read[1][2] < read[2][2], string.Join(", ", read.Select(belief => belief[2])));
        Assert.True(Math.Exp(read[2][2]) > 0.9);
        var twice = new AdapterReader(model, trainers, prompt, settings, passes: 2, rate: 0.003, threads: 1).Read([all], [0, 16], CancellationToken.None)[0];
        Assert.True(twice[1][2] > read[1][2]);
    }

    private static LocalModel Open() => LocalModel.Open(
        ModelEntry.OfFile(RepositoryFiles.Path("models", "small.gguf")), new EngineOptions { Slots = 4, Threads = 1, ContextTokens = 512 });

    private UrnWorld World(LocalModel model) => UrnWorld.Draw(new UrnSize(4, 3, 12), ColourWords.Choose(model.Tokenizer, _prompts, 3), 2);
}
