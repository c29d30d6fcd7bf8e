namespace AgentMemory.Games.Families.Riddle;

/// <summary>
/// Pools of rules that differ only in which feature or word is which: best play is worth the same in all of them, so a mean
/// over every pool there is needs one of each sort.
/// </summary>
internal static class RiddlePools
{
    /// <summary>One pool of every sort, with the share of all pools that are of it; null where there are too many sorts.</summary>
    public static IReadOnlyList<(int[] Pool, double Share)>? Sorts(RiddleForm form, int size, int sortsMax)
    {
        var symmetries = Symmetries(form);
        var sorts = new Dictionary<ulong, (int[] Pool, int Count)>();
        var all = 0;
        foreach (var pool in Subsets(form.Rules.Count, size))
        {
            all++;
            var key = ulong.MaxValue;
            foreach (var symmetry in symmetries)
            {
                var mask = 0UL;
                foreach (var rule in pool)
                {
                    mask |= 1UL << symmetry[rule];
                }

                key = Math.Min(key, mask);
            }

            sorts[key] = sorts.TryGetValue(key, out var sort) ? (sort.Pool, sort.Count + 1) : (pool, 1);
            if (sorts.Count > sortsMax)
            {
                return null;
            }
        }

        return [.. sorts.Values.Select(s => (s.Pool, (double)s.Count / all))];
    }

    /// <summary>What each rule becomes when features change places and words change sides, in every way there is.</summary>
    private static List<int[]> Symmetries(RiddleForm form)
    {
        var symmetries = new List<int[]>();
        foreach (var order in Orders([.. Enumerable.Range(0, form.Features.Count)]))
        {
            for (var flipped = 0; flipped < form.Things; flipped++)
            {
                symmetries.Add([.. form.Rules.Select(rule =>
                {
                    var (mask, wanted) = (0, 0);
                    for (var feature = 0; feature < order.Length; feature++)
                    {
                        mask |= (rule.Mask >> feature & 1) << order[feature];
                        wanted |= ((rule.Wanted ^ (flipped & rule.Mask)) >> feature & 1) << order[feature];
                    }

                    return form.Rules.ToList().IndexOf((mask, wanted));
                })]);
            }
        }

        return symmetries;
    }

    private static IEnumerable<int[]> Orders(int[] features) => features.Length == 0
        ? [[]]
        : features.SelectMany(first => Orders([.. features.Where(f => f != first)]).Select(rest => (int[])[first, .. rest]));

    private static IEnumerable<int[]> Subsets(int count, int size)
    {
        var subset = Enumerable.Range(0, size).ToArray();
        while (true)
        {
            yield return (int[])subset.Clone();
            var at = size - 1;
            while (at >= 0 && subset[at] == count - size + at)
            {
                at--;
            }

            if (at < 0)
            {
                yield break;
            }

            subset[at]++;
            for (var next = at + 1; next < size; next++)
            {
                subset[next] = subset[next - 1] + 1;
            }
        }
    }
}
