using System.Numerics.Tensors;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <summary>Joins rankings into one, and picks from it what is wanted.</summary>
internal static class HybridSearch
{
    /// <summary>Damps the weight of first places (Cormack, Clarke and Buettcher 2009, section 2).</summary>
    public const int FusionConstant = 60;

    /// <summary>
    /// Reciprocal rank fusion: a passage's score is the sum of 1 / (60 + rank) over the rankings that hold it. Of equals the
    /// newer is first.
    /// </summary>
    public static List<Candidate> Fuse(IReadOnlyList<Ranked> words, IReadOnlyList<Ranked> meanings)
    {
        var candidates = new Dictionary<long, Candidate>();
        for (var i = 0; i < words.Count; i++)
        {
            var (id, rank) = (words[i].Id, i + 1);
            candidates[id] = new Candidate { Id = id, Score = Share(rank), WordRank = rank };
        }

        for (var i = 0; i < meanings.Count; i++)
        {
            var known = candidates.GetValueOrDefault(meanings[i].Id) ?? new Candidate { Id = meanings[i].Id, Score = 0 };
            candidates[meanings[i].Id] = known with
            {
                Score = known.Score + Share(i + 1),
                MeaningRank = i + 1,
                Cosine = meanings[i].Score,
            };
        }

        return Ordered(candidates.Values);
    }

    /// <summary>Best first; of equals the newer, so that the order never depends on how they were found.</summary>
    public static List<Candidate> Ordered(IEnumerable<Candidate> candidates) =>
        [.. candidates.OrderByDescending(c => c.Score).ThenByDescending(c => c.Id)];

    /// <summary>Fresh passages gain up to one first place, half of it at the half-life, as forgetting curves fall.</summary>
    public static double RecencyBonus(TimeSpan age, TimeSpan halfLife) =>
        Share(1) * Math.Pow(0.5, Math.Max(0, age / halfLife));

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
        var largest = left.Count > 0 ? left[0].Score : 1;
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

    private static double Share(int rank) => 1.0 / (FusionConstant + rank);
}

/// <summary>A passage that may be among the results.</summary>
internal sealed record Candidate
{
    public required long Id { get; init; }

    public required double Score { get; init; }

    public int? WordRank { get; init; }

    public int? MeaningRank { get; init; }

    public double? Cosine { get; init; }
}
