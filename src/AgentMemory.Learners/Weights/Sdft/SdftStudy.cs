using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>What a study came to.</summary>
/// <param name="Adapter">The adapter that is kept, or null where none was trained.</param>
/// <param name="Remark">For the log.</param>
/// <param name="Cost">Of drawing, foreseeing and training.</param>
internal sealed record SdftStudied(string? Adapter, string Remark, Cost Cost);

/// <summary>Teaches a student in phases, and stops where it comes no nearer to its teacher on inputs that it is not taught.</summary>
internal sealed class SdftStudy
{
    private readonly WeightsTools _tools;
    private readonly SdftSettings _settings;
    private readonly SdftLessons _lessons;

    public SdftStudy(WeightsTools tools, SdftSettings settings, SdftLessons lessons) => (_tools, _settings, _lessons) = (tools, settings, lessons);

    /// <summary>Trains from an adapter on, or a fresh one.</summary>
    /// <param name="taught">Inputs with what the teacher makes of them.</param>
    /// <param name="earlier">The adapter that the student wears, or null.</param>
    /// <param name="folder">Takes the phases' adapters.</param>
    /// <param name="rng">Of the study.</param>
    public SdftStudied Do(IReadOnlyList<TaughtInput> taught, string? earlier, string folder, Rng rng, CancellationToken cancellation)
    {
        var (inputs, held) = Parted(taught, rng);
        if (inputs.Count == 0)
        {
            return new SdftStudied(earlier, "nothing to be taught on: the teacher answered no input", Cost.None);
        }

        var apart = _lessons.Along(held, cancellation);
        var phases = Math.Min(_settings.Phases, _settings.Adapter.Epochs);
        var (worn, cost, steps, last) = (earlier, Cost.None, 0L, 0);
        var (first, nearest, kept, keptPhase) = (double.NaN, double.NaN, earlier, 0);
        double? before = null;
        for (var phase = 0; phase < phases; phase++)
        {
            IReadOnlyList<WornAdapter> student = worn is null ? [] : [new WornAdapter(worn)];
            var samples = _lessons.Phase(inputs, student, rng.Fork("phase", phase), cancellation);
            if (samples.Count == 0)
            {
                return new SdftStudied(earlier, "nothing to be taught on: no reply is cut into the same tokens behind both prompts", cost + _lessons.Cost);
            }

            var done = Train(phase, phases, samples, apart, before, worn, folder, rng, cancellation);
            (worn, cost, steps, last) = (AdapterOf(folder, phase), cost + done.Cost, done.Steps, phase + 1);
            if (phase == 0)
            {
                (first, nearest) = (done.ApartBefore, done.ApartBefore);
            }

            before = apart.Count > 0 ? done.ApartAfter : null;
            if (_settings.Patience == 0 || apart.Count == 0 || done.ApartAfter < nearest)
            {
                (nearest, kept, keptPhase) = (done.ApartAfter, worn, last);
            }
            else if (last - keptPhase >= _settings.Patience)
            {
                break;
            }
        }

        var measured = apart.Count == 0 ? "" : FormattableString.Invariant($": divergence from the teacher {first:G3} to {nearest:G3} nats");
        var remark = FormattableString.Invariant($"{inputs.Count} inputs taught, {apart.Count} kept apart{measured}; ")
            + (keptPhase == 0 ? "no phase came nearer, the student stays as it was; "
                : FormattableString.Invariant($"the adapter of phase {keptPhase} of {last} kept; ")) + FormattableString.Invariant($"{steps} steps");
        return new SdftStudied(kept, remark, cost + _lessons.Cost);
    }

    private AdapterStudied Train(
        int phase,
        int phases,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<Sample> apart,
        double? before,
        string? worn,
        string folder,
        Rng rng,
        CancellationToken cancellation)
    {
        var epochs = (_settings.Adapter.Epochs * (phase + 1) / phases) - (_settings.Adapter.Epochs * phase / phases);
        return new AdapterStudy(_tools, _settings.StudyOf(epochs)).Train(
            new StudyMaterial
            {
                Lessons = samples,
                Apart = apart,
                ApartBefore = before,
                Earlier = worn,
                EarlierState = phase == 0 ? null : StateOf(folder, phase - 1),
                Rng = rng.Fork("train", phase),
            },
            AdapterOf(folder, phase),
            StateOf(folder, phase),
            cancellation);
    }

    private (IReadOnlyList<TaughtInput> Inputs, IReadOnlyList<TaughtInput> Held) Parted(IReadOnlyList<TaughtInput> taught, Rng rng)
    {
        var held = taught.Where((_, i) => rng.Fork("apart", i).Chance(_settings.Inputs.ValidationShare)).ToHashSet(ReferenceEqualityComparer.Instance);
        // Few inputs are all taught rather than all kept apart.
        return held.Count == taught.Count ? (taught, []) : ([.. taught.Where(input => !held.Contains(input))], [.. taught.Where(held.Contains)]);
    }

    private static string AdapterOf(string folder, int phase) => Path.Combine(folder, FormattableString.Invariant($"adapter-{phase:D4}.gguf"));

    private static string StateOf(string folder, int phase) => Path.Combine(folder, FormattableString.Invariant($"moments-{phase:D4}.gguf"));
}
