namespace AgentMemory.Verdicts.Statistics;

/// <summary>Holm's step-down test of several claims at once ("A Simple Sequentially Rejective Multiple Test Procedure", 1979).</summary>
public static class Holm
{
    /// <summary>
    /// Which claims hold so that the chance of any false one is at most <paramref name="level"/>: the smallest p is held against
    /// level / T, the next against level / (T - 1), up to the first that fails.
    /// </summary>
    /// <param name="chances">One p for each claim.</param>
    /// <param name="level">Between 0 and 1.</param>
    public static bool[] Kept(IReadOnlyList<double> chances, double level)
    {
        var kept = new bool[chances.Count];
        var tested = 0;
        foreach (var claim in Enumerable.Range(0, chances.Count).OrderBy(claim => chances[claim]))
        {
            if (chances[claim] > level / (chances.Count - tested))
            {
                break;
            }

            kept[claim] = true;
            tested++;
        }

        return kept;
    }
}
