using System.CommandLine;
using AgentMemory.Cli.Benchmarks;
using AgentMemory.Core;

namespace AgentMemory.Cli.Commands;

/// <summary>Claims of speed and calibration, each with its command. Ratios are measured side by side in one run.</summary>
internal static class BenchCommand
{
    private static readonly SortedDictionary<string, (string Summary, Action<BenchContext> Run)> Benchmarks = new(StringComparer.Ordinal)
    {
        ["engine"] = ("tokens a second, beside llama.cpp's own programs with --against; 16 episodes in one batch against one at a time", EngineBench.Run),
        ["fields"] = ("a 64-concept textbook with a 100-item exam, of every family", TaskBench.Fields),
        ["games"] = ("random moves, rule expansions, and new solved instances", TaskBench.Games),
        ["memory"] = ("a million generated passages: inserts, hybrid search, recall against exact search, memory", MemoryBench.Run),
        ["train"] = ("adapter training on three shapes against the largest matrix product, memory, and swapping adapters", TrainBench.Run),
        ["verdict"] = ("how often simulated learners are judged rightly, and how often intervals cover", VerdictBench.Run),
    };

    public static Command Make(CancellationToken cancellation)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Which; without it, the list" };
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var seed = CommonOptions.Seed();
        var output = new Option<string?>("--out") { Description = "Folder for the tables of the benchmark verdict" };
        var against = new Option<string?>("--against")
        {
            Description = "Folder of llama-bench, llama-batched-bench and llama-completion, for bench engine (eval/llama-bench/run.sh builds them)",
        };
        var command = new Command("bench", "Measure speed and calibration.\nExample: agentmemory bench engine")
        {
            name, model, threads, seed, output, against,
        };
        command.SetAction(parsed =>
        {
            var chosen = parsed.GetValue(name);
            if (chosen is null)
            {
                foreach (var (id, bench) in Benchmarks)
                {
                    Console.Out.WriteLine($"{id,-10} {bench.Summary}");
                }

                return ExitCode.Done;
            }

            if (!Benchmarks.TryGetValue(chosen, out var found))
            {
                throw new UserErrorException($"there is no benchmark \"{chosen}\"; there are {string.Join(", ", Benchmarks.Keys)}");
            }

            found.Run(new BenchContext
            {
                Home = Home.Find(),
                Model = parsed.GetValue(model),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
                Folder = parsed.GetValue(output),
                Against = parsed.GetValue(against),
                Output = Console.Out,
                Time = TimeProvider.System,
                Cancellation = cancellation,
            });
            return ExitCode.Done;
        });
        return command;
    }
}
