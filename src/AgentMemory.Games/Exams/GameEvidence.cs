using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>What a game hides, in bits, and how much of it plays tell.</summary>
public abstract class GameEvidence : IEvidence
{
    /// <summary>The entropy of what the rulebook leaves possible.</summary>
    public abstract double HiddenBits { get; }

    public abstract IEvidenceMeter Begin();

    /// <summary>What was read cannot have happened in any world.</summary>
    private protected static ArgumentException NoEpisode(EpisodeRecord record) =>
        new($"this is no episode of {record.TaskId}: no play shows what it says", nameof(record));
}

/// <summary>
/// Evidence on which of the worlds that the rulebook leaves possible is the true one, all as likely beforehand: the exact
/// posterior over them, by how likely each makes what was shown.
/// </summary>
internal sealed class WorldsEvidence : GameEvidence
{
    private readonly IReadOnlyList<GameTable> _worlds;
    private readonly int[] _facts;
    private readonly bool _othersTell;

    /// <summary>Evidence over these worlds.</summary>
    /// <param name="worlds">The games as they would be.</param>
    /// <param name="facts">Of each world what is true of its hidden part, as text; worlds with the same text are one.</param>
    /// <param name="othersTell">The rulebook tells how the others play in each world.</param>
    public WorldsEvidence(IReadOnlyList<GameTable> worlds, IReadOnlyList<string> facts, bool othersTell)
    {
        _worlds = worlds;
        _othersTell = othersTell;
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
        private double[] _weights = [.. evidence._facts.Select(_ => 1.0)];

        public double Bits => Math.Max(0, evidence.HiddenBits - evidence.Entropy(_weights));

        public void Read(EpisodeRecord episode)
        {
            double[] weights =
            [
                .. _weights.Select((weight, world) => weight == 0
                    ? 0
                    : weight * Transcript.Likelihood(evidence._worlds[world], episode, evidence._othersTell)),
            ];

            // Long transcripts make every world unlikely: only how the worlds compare counts.
            var most = weights.Max();
            _weights = most > 0 ? [.. weights.Select(weight => weight / most)] : throw NoEpisode(episode);
        }
    }
}

/// <summary>
/// Evidence on which rules a riddle's keeper uses. Every game tells its rule at the end; all pools that hold the rules told so
/// far make that as likely, so what counts is how many different ones were told.
/// </summary>
internal sealed class PoolEvidence : GameEvidence
{
    private readonly IReadOnlyList<GameTable> _rules;
    private readonly int _pool;

    /// <summary>Evidence on a pool.</summary>
    /// <param name="rules">For each rule the riddle whose keeper uses that one alone.</param>
    /// <param name="pool">How many rules the keeper uses.</param>
    public PoolEvidence(IReadOnlyList<GameTable> rules, int pool) => (_rules, _pool) = (rules, pool);

    public override double HiddenBits => Choices(_rules.Count, _pool);

    public override IEvidenceMeter Begin() => new Meter(this);

    /// <summary>log2 of the number of ways to take so many out of all.</summary>
    private static double Choices(int all, int taken) =>
        Enumerable.Range(1, taken).Sum(i => Math.Log2(all - taken + i) - Math.Log2(i));

    private sealed class Meter(PoolEvidence evidence) : IEvidenceMeter
    {
        private readonly HashSet<int> _told = [];

        public double Bits => evidence.HiddenBits
            - Choices(evidence._rules.Count - _told.Count, evidence._pool - _told.Count);

        public void Read(EpisodeRecord episode)
        {
            var rule = Enumerable.Range(0, evidence._rules.Count)
                .FirstOrDefault(rule => Transcript.Likelihood(evidence._rules[rule], episode, othersTell: true) > 0, -1);
            if (rule < 0 || (_told.Add(rule) && _told.Count > evidence._pool))
            {
                throw NoEpisode(episode);
            }
        }
    }
}
