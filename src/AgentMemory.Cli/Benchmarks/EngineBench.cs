using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Learners.Reference.Frozen;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>Moves a second of 16 episodes played in one batch against one episode at a time, turn about.</summary>
internal static class EngineBench
{
    private const string Task = "heaps?hidden=takes&seed=1";
    private const int Together = 16;
    private const int Rounds = 5;

    public static void Run(BenchContext context)
    {
        var seconds = SpeedBench.Run(context);
        Episodic(context, seconds < 0.1 ? 1024 : seconds < 1 ? 256 : 32);
    }

    private static void Episodic(BenchContext context, int episodes)
    {
        var prompts = PromptBook.Load(context.Home.Prompts);
        using var shelf = new ModelShelf(context.Home, context.Threads);
        var model = shelf.Open(context.Model, "cpu", contextTokens: 512, Together);
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = prompts,
            Prompt = new PlayPrompt(prompts),
            Limits = new PlayerLimits(Math.Min(512, model.Card.ContextTokens), 160),
            Threads = shelf.Threads,
        };
        var task = Catalogue.Task(Task, prompts);
        using var player = new FrozenLearner(tools).Open(null);
        var requests = Enumerable.Range(0, episodes).Select(i => new RolloutRequest
        {
            Task = task,
            Start = task.Exam((ulong)i),
            Seed = (ulong)i,
            Draws = Rng.Mix(context.Seed, (ulong)i),
            Documents = task.Documents,
            Temperature = 1,
            Restricted = true,
        }).ToList();
        MovesPerSecond(Together);
        MovesPerSecond(1);
        var alone = new List<double>();
        var together = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(MovesPerSecond(1));
            together.Add(MovesPerSecond(Together));
        }

        var ratios = alone.Zip(together, (one, many) => many / one).Order().ToList();
        context.Output.WriteLine($"{model.Card.Id}, {episodes} episodes of {Task}, {shelf.Threads} threads, {Rounds} rounds");
        Line("one at a time", alone, "moves/s");
        Line($"{Together} in a batch", together, "moves/s");
        Line("ratio", ratios, "");

        double MovesPerSecond(int batch)
        {
            model.Forget();
            var began = context.Time.GetTimestamp();
            var played = RolloutRunner.Play(player, requests, batch, context.Time, context.Cancellation);
            return played.Moves / context.Time.GetElapsedTime(began).TotalSeconds;
        }

        void Line(string what, List<double> figures, string unit)
        {
            var sorted = figures.Order().ToList();
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-16} min {sorted[0]:F1}, median {sorted[Rounds / 2]:F1}, max {sorted[^1]:F1} {unit}");
            context.Output.WriteLine(text.TrimEnd());
        }
    }
}
