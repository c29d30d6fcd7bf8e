using System.CommandLine;
using AgentMemory.Cli.Benchmarks;
using AgentMemory.Cli.Benchmarks.Memory;
using AgentMemory.Cli.Benchmarks.Model;
using AgentMemory.Cli.Benchmarks.Reader;
using AgentMemory.Cli.Benchmarks.Scaling;
using AgentMemory.Cli.Benchmarks.Training;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;

namespace AgentMemory.Cli.Commands;

/// <summary>Claims of speed and calibration, each with its command. Ratios are measured side by side in one run.</summary>
internal static class BenchCommand
{
    private static readonly SortedDictionary<string, (string Summary, Action<BenchContext> Run)> Benchmarks = new(StringComparer.Ordinal)
    {
        ["dequantise"] = ("stored numbers of every type to F32 and BF16, on one thread", DequantizeBench.Run),
        ["engine"] = ("tokens a second, beside LLamaSharp's raw interface with --against; 16 episodes in one batch against one at a time", EngineBench.Run),
        ["evidence"] = ("how often learners of known make are read rightly in what they use of their evidence", EvidenceBench.Run),
        ["fields"] = ("a 64-concept textbook with a 100-item exam, of every family", TaskBench.Fields),
        ["games"] = ("random moves, rule expansions, and new solved instances", TaskBench.Games),
        ["memory"] = ("a million generated passages: inserts, hybrid search, recall against exact search, memory", MemoryBench.Run),
        ["model"] = ("what a model can do: legal replies, notes, learning in context, window, retrieval, lora", ModelBench.Run),
        ["price"] = ("dollars for a million tokens in context, retrieval, adapter and recurrent state, from counted bytes and operations", PriceBench.Run),
        ["reader"] = ("how nearly a model reads vault worlds as an exact reader does, inside and outside its corpus", ReaderBench.Run),
        ["scaling"] = ("models of several sizes trained by equal operations, and the probes of each", ScalingBench.Run),
        ["train"] = ("adapter training on three models: tokens a second, threads, memory, and swapping adapters", TrainBench.Run),
        ["verdict"] = ("how often simulated learners are judged rightly, and how often intervals cover", VerdictBench.Run),
    };

    public static Command Make(CancellationToken cancellation)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Which; without it, the list" };
        var model = CommonOptions.Model();
        var threads = CommonOptions.Threads();
        var seed = CommonOptions.Seed();
        var output = new Option<string?>("--out") { Description = "Folder for the tables of the benchmarks evidence, model, scaling, train and verdict" };
        var quick = new Option<bool>("--quick") { Description = "Of the benchmark model: the plan eval/plans/probes-quick.yaml" };
        var plan = new Option<string?>("--plan") { Description = "Of the benchmarks model, reader and scaling: a plan in place of the shipped one" };
        var probe = new Option<string[]>("--probe")
        {
            Description = "Of the benchmark model one of its probes, of train one of speed, threads, memory, adapters, device; "
                + "may stand several times",
        };
        var device = CommonOptions.DeviceInPlace("Of the benchmark train's part device: what is held against the processor");
        var rounds = NumberOption.Usual("--rounds", 6, new NumberRange<int>(1, 1_000), "Of the benchmark train: how often each figure is measured, turn about");
        var seconds = NumberOption.Usual("--seconds", 0.5, new NumberRange<double>(0.01, 3_600), "Of the benchmark train: how long each is measured at least");
        var against = new Option<string?>("--against")
        {
            Description = "Folder of raw-inference.dll, for bench engine (the build puts it into artifacts/bin/RawInference/release)",
        };
        var replications = NumberOption.Usual(
            "--replications", 8_000, new NumberRange<int>(10, 1_000_000), "Of the benchmark verdict: simulated learners of each kind");
        var draws = NumberOption.Usual("--draws", 100, new NumberRange<int>(1, 10_000), "Of the benchmark evidence: comparisons of each size of worlds");
        var command = new Command("bench", "Measure speed, calibration, and what a model can do.\nExample: agentmemory bench model --quick --out results")
        {
            name, model, threads, seed, output, quick, plan, probe, device, rounds, seconds, against, replications, draws,
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
                throw new UserErrorException(
                    $"there is no benchmark \"{chosen}\"; there are {string.Join(", ", Benchmarks.Keys)}{NearestName.Hint(chosen, Benchmarks.Keys)}");
            }

            found.Run(new BenchContext
            {
                Home = Home.Find(),
                Model = parsed.GetValue(model),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
                Folder = parsed.GetValue(output),
                Quick = parsed.GetValue(quick),
                Plan = parsed.GetValue(plan),
                Probes = parsed.GetValue(probe) ?? [],
                Device = parsed.GetValue(device),
                Rounds = parsed.GetValue(rounds),
                Each = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Against = parsed.GetValue(against),
                Replications = parsed.GetValue(replications),
                Draws = parsed.GetValue(draws),
                Output = Console.Out,
                Time = TimeProvider.System,
                Cancellation = cancellation,
            });
            return ExitCode.Done;
        });
        return command;
    }
}
