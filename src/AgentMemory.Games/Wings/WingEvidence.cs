using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>Of a world's hidden bits, those that games have told: the sum over its wings, each by its exact posterior.</summary>
internal sealed class WingEvidence(WingWorld world, WingText text) : IEvidence
{
    private const string NoRule = "nothing can be inferred; what is used of such evidence follows from the questions that were met";
    private readonly Lazy<WingCurves> _curves = new(() => new WingCurves(world, text, world.Exam));

    public IEvidenceMeter Begin() => new Meter(world, text);

    public Known<IEvidenceCurves> Curves(IReadOnlyCollection<string>? asked = null)
    {
        if (!world.Kind.HasRule)
        {
            return Known<IEvidenceCurves>.Not(NoRule);
        }

        return asked is null ? _curves.Value : new WingCurves(world, text, [.. asked.Select(Asked)]);

        WingThing Asked(string key) => text.ThingOf(key) is { } thing && world.Kind.PartOf(thing) == QuestionPart.Exam
            ? thing
            : throw new ArgumentException($"\"{key}\" is no question of this exam", nameof(asked));
    }

    /// <summary>What a game of practice told.</summary>
    /// <exception cref="ArgumentException">It is no practice game of this world.</exception>
    internal static WingFact Told(WingWorld world, WingText text, EpisodeRecord episode) =>
        text.FactOf(episode.Outcome.Feedback) is { } told && world.WordOf(told.Thing) == told.Word
            ? told
            : throw new ArgumentException($"\"{episode.Outcome.Feedback}\" ends no practice game of this world", nameof(episode));

    private sealed class Meter(WingWorld world, WingText text) : IEvidenceMeter
    {
        private readonly WingPosterior?[] _wings = new WingPosterior?[world.Wings];

        // Added up in one order, so that it never falls; rounding may put the sum a crumb above the product.
        public double Bits => Math.Min(world.HiddenBits, _wings.Sum(wing => wing?.Bits ?? 0));

        public void Read(EpisodeRecord episode)
        {
            var told = Told(world, text, episode);
            (_wings[told.Thing.Wing] ??= world.Kind.Begin()).TryLearn(world.Kind.CellOf(told.Thing), told.Word);
        }
    }
}
