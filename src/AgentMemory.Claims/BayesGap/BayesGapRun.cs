using System.Globalization;
using AgentMemory.Claims.Results;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Training;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.BayesGap;

/// <summary>One model in worlds of one size: readers of known make, the model's context, and adapters, all on the same sequences.</summary>
public sealed class BayesGapRun
{
    private const int TuningPoints = 3;
    private const ulong TuningSeed = 900;
    private const string Mended = ", recalibrated";
    private const string Worth = "worth at the end (draws)";
    private readonly BayesGapPlan _plan;
    private readonly ILanguageModel _model;
    private readonly ITrainerProvider _trainers;
    private readonly PromptBook _prompts;
    private readonly int _threads;
    private readonly Action<string> _say;
    private readonly List<ClaimRow> _rows = [];
    private readonly List<string> _cautions = [];

    /// <param name="plan">The claim's.</param>
    /// <param name="model">The caller's.</param>
    /// <param name="trainers">The caller's.</param>
    /// <param name="prompts">Words.</param>
    /// <param name="threads">That train.</param>
    /// <param name="say">Told what is being done.</param>
    public BayesGapRun(BayesGapPlan plan, ILanguageModel model, ITrainerProvider trainers, PromptBook prompts, int threads, Action<string> say)
    {
        (_plan, _model, _trainers, _prompts, _threads, _say) = (plan, model, trainers, prompts, threads, say);
    }

    /// <summary>The part's rows and cautions.</summary>
    /// <param name="size">Of the worlds.</param>
    /// <param name="draws">Of each sequence.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UserErrorException">The model's vocabulary has too few words, or an adapter cannot be trained.</exception>
    public (IReadOnlyList<ClaimRow> Rows, IReadOnlyList<string> Cautions) Execute(UrnSize size, int draws, CancellationToken cancellation)
    {
        var words = ColourWords.Choose(_model.Tokenizer, _prompts, size.Colours);
        var exam = Exam(size, words, draws, [.. Enumerable.Range(1, _plan.Worlds).Select(world => (ulong)world)], _plan.Sequences);
        var grid = BayesGapPlan.Grid(draws);
        foreach (var (name, reader) in References(draws))
        {
            Add(name, exam, exam.Ask(reader, grid, _plan.Sequences, null, cancellation), grid, isReference: true);
        }

        foreach (var isTold in new[] { false, true })
        {
            var prompt = new UrnPrompt(_prompts, isTold);
            var suffix = isTold ? ", urns told" : "";
            var reader = new ModelReader(_model, prompt);
            if (reader.TokensFor(exam.First, draws) > _model.ContextTokens)
            {
                _cautions.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"context{suffix}: {reader.TokensFor(exam.First, draws)} tokens do not fit a window of {_model.ContextTokens}; not measured"));
            }
            else
            {
                Context(reader, suffix, exam, grid, cancellation);
            }

            if (_plan.Adapter is { } adapter && !isTold)
            {
                Adapters(prompt, adapter, size, words, cancellation);
            }
        }

        return (_rows, _cautions);
    }

    /// <summary>Readers of known make that are shown beside a model.</summary>
    /// <param name="draws">Of a sequence.</param>
    public static IReadOnlyList<(string Name, IDrawReader Reader)> References(int draws)
    {
        var kept = Math.Max(2, draws / 16);
        return
        [
            ("exact reader", ReferenceReaders.Exact),
            ("exact reader of every second draw", ReferenceReaders.Thinned(1, 2)),
            (string.Create(CultureInfo.InvariantCulture, $"exact reader of the last {kept} draws"), ReferenceReaders.Window(kept)),
            ("counter (Laplace)", ReferenceReaders.Counter),
            ("all colours equally likely", ReferenceReaders.Constant),
        ];
    }

    private void Context(ModelReader reader, string suffix, UrnExam exam, IReadOnlyList<int> grid, CancellationToken cancellation)
    {
        _say($"context{suffix}");
        var beliefs = exam.Ask(reader, grid, _plan.Sequences, null, cancellation);
        // Both changes mean nothing to the exact reader, so that any difference is the model's.
        _say($"context{suffix}, draws in another order");
        DrawSequence Reordered(DrawSequence sequence, int i) => sequence.Shuffled(grid, new Rng(Rng.Mix(_plan.Seed, sequence.World.Seed)).Fork("order", i));
        var shuffled = exam.Ask(reader, grid, _plan.Sequences, Reordered, cancellation);
        _say($"context{suffix}, colours named otherwise");
        var renamed = exam.Ask(reader, grid, _plan.Sequences, (sequence, _) => sequence with { World = sequence.World.Renamed() }, cancellation);
        ClaimNumber[] moved =
        [
            new("moved by order (nats)", Mean(exam.Moved(beliefs, shuffled, grid))),
            new("moved by names (nats)", Mean(exam.Moved(beliefs, renamed, grid))),
        ];
        Add($"context{suffix}", exam, beliefs, grid, isReference: false, moved);
        var mended = exam.Recalibrated(beliefs);
        Add(
            $"context{suffix}{Mended}", exam, mended, grid, isReference: false,
            new("moved by order (nats)", Mean(exam.Moved(mended, exam.Recalibrated(shuffled), grid))),
            new("moved by names (nats)", Mean(exam.Moved(mended, exam.Recalibrated(renamed), grid))));
    }

    private void Adapters(UrnPrompt prompt, AdapterReaderSettings settings, UrnSize size, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var draws = settings.DrawsMost;
        // Doublings: with several passes each point is a training of its own.
        int[] grid = [.. BayesGapPlan.Grid(draws).Where(n => n == 0 || int.IsPow2(n))];
        var tuning = Exam(size, words, draws, [.. Enumerable.Range(0, settings.TuningWorlds).Select(world => TuningSeed + (ulong)world)], 2);
        var exam = Exam(size, words, draws, [.. Enumerable.Range(1, _plan.Worlds).Select(world => (ulong)world)], settings.Sequences);
        foreach (var passes in settings.Passes)
        {
            var name = passes == 1 ? "lora, one pass" : string.Create(CultureInfo.InvariantCulture, $"lora, {passes} passes");
            AdapterReader With(double rate) => new(_model, _trainers, prompt, settings, passes, rate, _threads);
            var tried = settings.Rates.Select(rate =>
            {
                _say(string.Create(CultureInfo.InvariantCulture, $"{name}, rate {rate} in worlds of tuning"));
                var losses = tuning.Losses(tuning.Ask(With(rate), grid, 2, null, cancellation), grid);
                // Before the last points there is little to be learnt from, and the smallest rate would look best.
                return (Rate: rate, Loss: losses.Average(world => world.Excess.TakeLast(TuningPoints).Average()));
            }).ToList();
            var best = tried.MinBy(one => one.Loss).Rate;
            _say(string.Create(CultureInfo.InvariantCulture, $"{name}, rate {best}"));
            if (settings.Rates.Count > 1 && (best == settings.Rates.Min() || best == settings.Rates.Max()))
            {
                _cautions.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: the rate taken, {best}, is at an end of those tried"));
            }

            var beliefs = exam.Ask(With(best), grid, settings.Sequences, null, cancellation);
            var rate = new ClaimNumber("rate", new Interval(best, null, null));
            Add(name, exam, beliefs, grid, isReference: false, rate);
            Add($"{name}{Mended}", exam, exam.Recalibrated(beliefs), grid, isReference: false, rate);
        }
    }

    private UrnExam Exam(UrnSize size, IReadOnlyList<string> words, int draws, IReadOnlyList<ulong> seeds, int sequences) =>
        new(size, words, draws, seeds, sequences, _plan.YardstickSequences, _plan.Seed);

    private void Add(
        string name, UrnExam exam, IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> beliefs, IReadOnlyList<int> grid, bool isReference,
        params ReadOnlySpan<ClaimNumber> more)
    {
        var losses = exam.Losses(beliefs, grid);
        var reading = GapReading.Of(grid, losses);
        ClaimNumber[] knee = reading.Word == GapWord.OutOfCapacity ? [new("knee (draws)", reading.KneeDraws)] : [];
        _rows.Add(new ClaimRow(
            name,
            GapWords.Of(reading.Word),
            [
                new("loss before (nats)", Mean([.. losses.Select(world => world.Excess[0])])),
                new("loss at the end (nats)", Mean([.. losses.Select(world => world.Excess[^1])])),
                new(Worth, reading.EffectiveDraws[^1]),
                new("slope", reading.Slope),
                new("late slope", reading.LateSlope),
                new("doublings short", reading.Behind),
                .. knee,
                .. more,
            ])
        {
            IsReference = isReference,
            // What two parameters can mend is no part of the claim.
            Headline = isReference || !name.EndsWith(Mended, StringComparison.Ordinal) ? null : Worth,
            Curve = [.. grid.Select((n, at) => new ClaimPoint(n, reading.EffectiveDraws[at])).Skip(1)],
        });
    }

    private static Interval Mean(IReadOnlyList<double> worlds) => UnitMean.Of([.. worlds])!.Value.At(0.95);
}
