using System.Numerics.Tensors;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Store;

/// <summary>
/// Joins what words and vectors say of a passage into one score, and picks from the passages what is wanted. Scores are evidence in nats
/// and are added: BM25 is one by its derivation (Robertson and Zaragoza 2009, section 2), a cosine becomes one by the embedder's
/// calibration. Both are computed for every candidate, whichever signal found it, so that a passage gains by what a signal says of it and
/// never by having been found twice.
/// </summary>
internal static class HybridSearch
{
    /// <summary>A fresh passage is e times as probable as an old one of the same evidence.</summary>
    public const double RecencyNats = 1;

    /// <summary>A newer statement goes before an older one of which it repeats so much of the words.</summary>
    private const double RepeatedShare = 0.65;

    /// <summary>It has at most so many times as many words: a long talk that happens to hold them says something else.</summary>
    private const double LongerMost = 1.75;

    /// <summary>And has so much of its evidence: it is longer by what has changed.</summary>
    private const double EvidenceShare = 0.6;

    /// <summary>The score of a candidate by both signals.</summary>
    public static double Evidence(WordMatch? words, double? cosine, EmbedderCalibration? calibration) =>
        (words?.Score ?? 0) + (cosine is { } value && calibration is not null ? calibration.Evidence(value) : 0);

    /// <summary>Whether a passage has anything to do with the query: a word that is more than a function word, or a near meaning.</summary>
    public static bool IsOffered(WordMatch? words, double? cosine, EmbedderCalibration? calibration) =>
        words is { IsAboutIt: true } || (cosine is { } value && calibration is { NatsPerCosine: > 0 } && value >= calibration.Floor);

    /// <summary>Best first; of equals the newer, so that the order never depends on how they were found.</summary>
    public static List<Candidate> Ordered(IEnumerable<Candidate> candidates) =>
        [.. candidates.OrderByDescending(c => c.Score).ThenByDescending(c => c.Id)];

    /// <summary>Fresh passages gain evidence, half of it at the half-life, as forgetting curves fall.</summary>
    public static double RecencyBonus(TimeSpan age, TimeSpan halfLife) => RecencyNats * Math.Pow(0.5, Math.Max(0, age / halfLife));

    /// <summary>
    /// Puts a newer statement before the older one that it says anew ("my favourite colour is now ochre" before "... is teal"), which BM25
    /// prefers for being shorter. It repeats most of the older one's words, and all of the query's that the older one holds.
    /// </summary>
    /// <param name="candidates">Best first.</param>
    /// <param name="passages">Of the candidates.</param>
    public static List<Candidate> NewerFirst(List<Candidate> candidates, IReadOnlyDictionary<long, Passage> passages)
    {
        var words = new Dictionary<long, HashSet<string>>();
        var ordered = candidates.ToList();
        for (var older = 0; older < ordered.Count; older++)
        {
            for (var newer = older + 1; newer < ordered.Count && ordered[newer].Score >= EvidenceShare * ordered[older].Score; newer++)
            {
                if (SaysAnew(ordered[newer], ordered[older]))
                {
                    var moved = ordered[newer];
                    ordered.RemoveAt(newer);
                    ordered.Insert(older, moved);
                    newer = older;
                }
            }
        }

        return ordered;

        bool SaysAnew(Candidate newer, Candidate older)
        {
            var (later, earlier) = (passages[newer.Id], passages[older.Id]);
            if ((later.Time, newer.Id).CompareTo((earlier.Time, older.Id)) <= 0 || later.Source != earlier.Source
                || !IsStatement(later.Kind) || !IsStatement(earlier.Kind) || (older.Held & ~newer.Held) != 0 || older.Held == 0)
            {
                return false;
            }

            var (ofLater, ofEarlier) = (Words(later, newer.Id), Words(earlier, older.Id));
            return ofLater.Count <= LongerMost * ofEarlier.Count
                && ofEarlier.Count(ofLater.Contains) >= RepeatedShare * ofEarlier.Count;
        }

        HashSet<string> Words(Passage passage, long id)
        {
            if (!words.TryGetValue(id, out var found))
            {
                words[id] = found = [.. WordText.Tokens(passage.Text)];
            }

            return found;
        }
    }

    /// <summary>
    /// Maximal marginal relevance (Carbonell and Goldstein 1998, section 2): again and again the candidate with the largest
    /// lambda x relevance - (1 - lambda) x likeness to the nearest one chosen. Relevance is the score over the largest.
    /// </summary>
    /// <param name="candidates">Best first.</param>
    /// <param name="likeness">Between two of them, 0 to 1.</param>
    public static List<Candidate> Diversify(
        IReadOnlyList<Candidate> candidates, int count, double diversity, Func<Candidate, Candidate, double> likeness)
    {
        var left = candidates.ToList();
        var nearest = new double[left.Count];
        var chosen = new List<Candidate>();
        var largest = left.Count > 0 && left[0].Score > 0 ? left[0].Score : 1;
        while (chosen.Count < count && left.Count > 0)
        {
            var best = 0;
            for (var i = 1; i < left.Count; i++)
            {
                if (Worth(i) > Worth(best))
                {
                    best = i;
                }
            }

            var taken = left[best];
            chosen.Add(taken);
            left.RemoveAt(best);
            nearest.AsSpan(best + 1, left.Count - best).CopyTo(nearest.AsSpan(best));
            for (var i = 0; i < left.Count; i++)
            {
                nearest[i] = Math.Max(nearest[i], likeness(left[i], taken));
            }
        }

        return chosen;

        double Worth(int i) => ((1 - diversity) * left[i].Score / largest) - (diversity * nearest[i]);
    }

    /// <summary>Likeness of two texts without vectors: words in common over words in all (Jaccard).</summary>
    public static double Overlap(HashSet<string> left, HashSet<string> right)
    {
        var common = left.Count(right.Contains);
        var all = left.Count + right.Count - common;
        return all == 0 ? 0 : (double)common / all;
    }

    /// <summary>Likeness of two unit vectors; opposite ones are as unlike as strangers.</summary>
    public static double Likeness(float[] left, float[] right) => Math.Clamp(TensorPrimitives.Dot<float>(left, right), 0, 1);

    /// <summary>Documents and episodes are not said anew by later ones: each happened, or was written, for itself.</summary>
    private static bool IsStatement(PassageKind kind) => kind is PassageKind.Fact or PassageKind.Note or PassageKind.Message;
}
