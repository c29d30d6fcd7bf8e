namespace AgentMemory.Cli.Benchmarks;

/// <summary>Measures several things turn about, so that what else the machine does falls on all of them.</summary>
internal static class Rounds
{
    /// <summary>A list for each measure, a figure for each round. Every second round goes backwards.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> Of(BenchContext context, IReadOnlyList<Func<double>> measures)
    {
        var figures = measures.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < context.Rounds; round++)
        {
            for (var i = 0; i < measures.Count; i++)
            {
                var which = round % 2 == 0 ? i : measures.Count - 1 - i;
                figures[which].Add(measures[which]());
            }
        }

        return figures;
    }
}
