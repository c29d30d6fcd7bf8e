using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>What a game hides, in bits, and how much of it plays tell.</summary>
public abstract class GameEvidence : IEvidence
{
    /// <summary>The entropy of what the rulebook leaves possible.</summary>
    public abstract double HiddenBits { get; }

    public abstract IEvidenceMeter Begin();
}

/// <summary>
/// Evidence on which of the worlds that the rulebook leaves possible is the true one, all as likely beforehand: the exact
/// posterior over them, by how likely each makes what was seen.
/// </summary>
internal sealed class WorldsEvidence : GameEvidence
{
    private readonly GameTable _table;
    private readonly int[] _facts;
    private readonly Func<int, IReadOnlyList<Happening>, double> _likelihood;

    /// <param name="table">The true game.</param>
    /// <param name="facts">Of each world what is true of its hidden part, as text; worlds with the same text are one.</param>
    /// <param name="likelihood">How likely a world makes the happenings of one play, given the learner's moves.</param>
    public WorldsEvidence(
        GameTable table, IReadOnlyList<string> facts, Func<int, IReadOnlyList<Happening>, double> likelihood)
    {
        _table = table;
        _likelihood = likelihood;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _facts = [.. facts.Select(text => numbers.TryGetValue(text, out var known) ? known : numbers[text] = numbers.Count)];
        HiddenBits = Entropy([.. facts.Select(_ => 1.0)]);
    }

    public override double HiddenBits { get; }

    public override IEvidenceMeter Begin() => new Meter(this);

    private double Entropy(double[] weights)
    {
        var shares = new double[_facts.Max() + 1];
        for (var world = 0; world < weights.Length; world++)
        {
            shares[_facts[world]] += weights[world];
        }

        var all = shares.Sum();
        return shares.Where(share => share > 0).Sum(share => share / all * Math.Log2(all / share));
    }

    private sealed class Meter(WorldsEvidence evidence) : IEvidenceMeter
    {
        private readonly double[] _weights = [.. evidence._facts.Select(_ => 1.0)];

        public double Bits => evidence.HiddenBits - evidence.Entropy(_weights);

        public void Read(EpisodeRecord episode)
        {
            var happenings = Transcript.Happenings(evidence._table, episode);
            for (var world = 0; world < _weights.Length; world++)
            {
                _weights[world] *= _weights[world] == 0 ? 0 : evidence._likelihood(world, happenings);
            }

            // Long transcripts make every world unlikely.
            var most = _weights.Max();
            for (var world = 0; world < _weights.Length; world++)
            {
                _weights[world] /= most;
            }
        }
    }
}

/// <summary>
/// Evidence on which rules a riddle's keeper uses. Every game tells its rule at the end; all pools that hold the rules told so
/// far make that as likely, so what counts is how many different ones were told.
/// </summary>
internal sealed class PoolEvidence(GameTable table, int rules, int pool) : GameEvidence
{
    public override double HiddenBits => Choices(rules, pool);

    public override IEvidenceMeter Begin() => new Meter(this);

    /// <summary>log2 of the number of ways to take so many out of all.</summary>
    private static double Choices(int all, int taken) =>
        Enumerable.Range(1, taken).Sum(i => Math.Log2(all - taken + i) - Math.Log2(i));

    private sealed class Meter(PoolEvidence evidence) : IEvidenceMeter
    {
        private readonly HashSet<int> _told = [];

        public double Bits => evidence.HiddenBits - Choices(evidence.Rules - _told.Count, evidence.Pool - _told.Count);

        public void Read(EpisodeRecord episode) =>
            _told.Add(((RiddlePosition)Transcript.Happenings(evidence.Table, episode)[^1].After).State.Rule);
    }

    private GameTable Table => table;

    private int Rules => rules;

    private int Pool => pool;
}
