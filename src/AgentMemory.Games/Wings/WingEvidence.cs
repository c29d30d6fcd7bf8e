using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>Of a world's hidden bits, those that games have told: the sum over its wings, each by its exact posterior.</summary>
internal sealed class WingEvidence(WingWorld world, WingText text) : IEvidence
{
    public IEvidenceMeter Begin() => new Meter(world, text);

    private sealed class Meter(WingWorld world, WingText text) : IEvidenceMeter
    {
        private readonly WingPosterior?[] _wings = new WingPosterior?[world.Wings];

        // Added up in one order, so that it never falls; rounding may put the sum a crumb above the product.
        public double Bits => Math.Min(world.HiddenBits, _wings.Sum(wing => wing?.Bits ?? 0));

        public void Read(EpisodeRecord episode)
        {
            if (text.FactOf(episode.Outcome.Feedback) is not { } told || world.WordOf(told.Wing, told.Cells[0]) != told.Word)
            {
                throw new ArgumentException($"\"{episode.Outcome.Feedback}\" ends no practice game of this world", nameof(episode));
            }

            (_wings[told.Wing] ??= world.Kind.Begin()).TryLearn(told.Cells[0], told.Word);
        }
    }
}
