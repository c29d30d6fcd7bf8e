using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// Reading and writing tokens with one sequence and with 32, and the time to the first token, turn about with
/// LLamaSharp's raw interface where that program is named: same file, variant, threads and type of cache, ratios within one run.
/// </summary>
internal static class SpeedBench
{
    private const int PromptTokens = 256;
    private const int NewTokens = 128;
    private const int Sequences = 32;
    private const int SequencePromptTokens = 16;
    private const int SequenceNewTokens = 48;

    private enum Measure
    {
        ReadingOne,
        WritingOne,
        ReadingMany,
        WritingMany,
        FirstToken,
    }

    /// <returns>Seconds to write 128 tokens: what the model's size means here.</returns>
    public static double Run(BenchContext context)
    {
        var entry = ModelCatalogue.Read(context.Home.Models).Resolve(context.Model);
        var threads = context.Threads ?? Environment.ProcessorCount;
        var others = context.Against is { } folder ? new RawInference(folder, entry.Path, threads) : null;
        var ours = Enum.GetValues<Measure>().ToDictionary(measure => measure, _ => new List<double>());
        var theirs = Enum.GetValues<Measure>().ToDictionary(measure => measure, _ => new List<double>());
        MeasureOurs(context, entry, threads, Effort.Least, ours);
        var effort = Effort.For(NewTokens / ours[Measure.WritingOne][0]);
        // Methods are compiled anew while they are new; that is over before it counts.
        MeasureOurs(context, entry, threads, effort, ours);
        ours.Values.ToList().ForEach(figures => figures.Clear());
        for (var round = 0; round < effort.Rounds; round++)
        {
            MeasureOurs(context, entry, threads, effort, ours);
            if (others is not null)
            {
                var figures = others.Measure(
                    InferenceRuntime.Variant!.Name, effort.Runs, PromptTokens, NewTokens, Sequences, SequencePromptTokens, SequenceNewTokens);
                foreach (var (measure, figure) in Enum.GetValues<Measure>().Zip(figures))
                {
                    theirs[measure].Add(figure);
                }
            }
        }

        context.Output.WriteLine($"{entry.Id}, {threads} threads, {InferenceRuntime.Variant!.Name}, cache F16, {effort.Rounds} rounds turn about; medians"
            + (others is null ? "; --against FOLDER measures LLamaSharp's raw interface too" : ", and of ratios their 95% interval"));
        foreach (var measure in Enum.GetValues<Measure>())
        {
            context.Output.WriteLine(Line(measure, ours[measure], theirs[measure]));
        }

        return NewTokens / Median(ours[Measure.WritingOne]);
    }

    private static void MeasureOurs(BenchContext context, ModelEntry entry, int threads, Effort effort, Dictionary<Measure, List<double>> into)
    {
        // Opened anew each round, as the other programs are: where its memory happens to lie makes a model a tenth faster or slower.
        using var one = Open(entry, threads, 1, PromptTokens + NewTokens);
        using var many = Open(entry, threads, Sequences, SequencePromptTokens + SequenceNewTokens);
        if (one.ContextTokens < PromptTokens + NewTokens)
        {
            throw new UserErrorException(
                $"{entry.Path}: its context of {one.ContextTokens} tokens is too short to measure with; {PromptTokens + NewTokens} are read and written");
        }

        var alone = new SpeedProbe(one, context.Time);
        into[Measure.ReadingOne].Add(Mean(effort.Runs, () => PromptTokens / alone.Run(1, PromptTokens, 0, context.Cancellation).Reading));
        // As llama-bench does: writing begins behind a single token.
        into[Measure.WritingOne].Add(Mean(effort.Runs, () => NewTokens / alone.Run(1, 1, NewTokens, context.Cancellation).Writing));
        var together = new SpeedProbe(many, context.Time);
        // Twice, as the other program does: the first run touches the memory of a new context.
        together.Run(Sequences, SequencePromptTokens, SequenceNewTokens, context.Cancellation);
        var (reading, writing) = together.Run(Sequences, SequencePromptTokens, SequenceNewTokens, context.Cancellation);
        into[Measure.ReadingMany].Add(Sequences * SequencePromptTokens / reading);
        into[Measure.WritingMany].Add(Sequences * SequenceNewTokens / writing);
        into[Measure.FirstToken].Add(Median([.. Enumerable.Range(0, effort.Openings).Select(_ => FirstToken(context, entry, threads))]));
    }

    /// <summary>As llama-bench counts: the mean of some runs behind one that is not counted.</summary>
    private static double Mean(int runs, Func<double> run)
    {
        run();
        return Enumerable.Range(0, runs).Average(_ => run());
    }

    private static double FirstToken(BenchContext context, ModelEntry entry, int threads)
    {
        var began = context.Time.GetTimestamp();
        using var fresh = Open(entry, threads, 1, PromptTokens + NewTokens);
        fresh.Complete([RawInference.FirstTokenRequest], context.Cancellation);
        return context.Time.GetElapsedTime(began).TotalMilliseconds;
    }

    private static LocalModel Open(ModelEntry entry, int threads, int slots, int tokens) => LocalModel.Open(entry, new EngineOptions
    {
        Device = InferenceDevice.Cpu,
        Threads = threads,
        Slots = slots,
        ContextTokens = tokens,
        CacheType = GgmlType.F16,
        Exact = false,
    });

    private static string Line(Measure measure, List<double> ours, List<double> theirs)
    {
        var (what, unit) = measure switch
        {
            Measure.ReadingOne => ($"reading {PromptTokens} tokens", "tokens/s"),
            Measure.WritingOne => ($"writing {NewTokens} tokens", "tokens/s"),
            Measure.ReadingMany => ($"reading {Sequences} x {SequencePromptTokens} tokens", "tokens/s"),
            Measure.WritingMany => ($"writing {Sequences} x {SequenceNewTokens} tokens", "tokens/s"),
            _ => ("opening to first token", "ms"),
        };
        var own = string.Create(CultureInfo.InvariantCulture, $"{what,-26} {Median(ours),10:N1} {unit}");
        if (theirs.Count == 0)
        {
            return own;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{own,-48} raw {Median(theirs),10:N1}, ratio {MedianInterval.OfRatios(ours, theirs)}");
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    /// <summary>How often a thing is measured: what is over in milliseconds, in which anything may come between, more often.</summary>
    private sealed record Effort(int Rounds, int Runs, int Openings)
    {
        public static Effort Least { get; } = new(1, 1, 1);

        public static Effort For(double secondsOfWriting) => secondsOfWriting switch
        {
            < 0.1 => new Effort(25, 10, 5),
            < 1 => new Effort(15, 2, 5),
            _ => new Effort(5, 1, 3),
        };
    }
}
