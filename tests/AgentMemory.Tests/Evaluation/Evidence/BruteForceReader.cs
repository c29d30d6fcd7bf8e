namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>
/// An exact reader of one wing of the kind "one feature of two", by listing: every function, every set of practice pairs that could be
/// known, and every sum over these sets written out. Slow and plain, and without a line of the program's.
/// </summary>
internal sealed class BruteForceReader
{
    public const int Points = 65;
    private static readonly int[][] Functions = All();
    private readonly double[] _scores;
    private readonly double[] _bits;

    /// <param name="truth">The word of each of the sixteen pairs, by first feature and then by second.</param>
    public BruteForceReader(int[] truth)
    {
        Practice = [.. Enumerable.Range(0, 16).Where(pair => pair % 4 != pair / 4)];
        int[] exam = [.. Enumerable.Range(0, 16).Except(Practice)];
        _scores = new double[1 << Practice.Length];
        _bits = new double[1 << Practice.Length];
        for (var set = 0; set < _bits.Length; set++)
        {
            var known = Practice.Where((_, place) => (set >> place & 1) == 1).ToArray();
            var left = Functions.Where(function => known.All(pair => function[pair] == truth[pair])).ToArray();
            _bits[set] = Math.Log2(Functions.Length) - Math.Log2(left.Length);
            _scores[set] = exam.Average(pair =>
                Mark([.. Enumerable.Range(0, 4).Select(word => left.Count(function => function[pair] == word))], truth[pair]));
        }
    }

    /// <summary>The pairs of practice.</summary>
    public int[] Practice { get; }

    public double Bits(ISet<int> met) => _bits[SetOf(met)];

    public double Score(ISet<int> met) => _scores[SetOf(met)];

    /// <summary>Expected score and bits where what was met is kept by chance, and beyond that what was not met is added by chance.</summary>
    public (double Score, double Bits) Expected(ISet<int> met, double amount)
    {
        double[] chance = [.. Practice.Select(pair => met.Contains(pair) ? Math.Min(1, amount) : Math.Max(0, amount - 1))];
        var (score, bits) = (0.0, 0.0);
        for (var set = 0; set < _bits.Length; set++)
        {
            var probability = 1.0;
            for (var place = 0; place < chance.Length && probability > 0; place++)
            {
                probability *= (set >> place & 1) == 1 ? chance[place] : 1 - chance[place];
            }

            score += probability * _scores[set];
            bits += probability * _bits[set];
        }

        return (score, bits);
    }

    private int SetOf(ISet<int> met) => Practice.Index().Sum(pair => met.Contains(pair.Item) ? 1 << pair.Index : 0);

    // Of all orders of words that tie, the mean of 1, 1/3, -1/3, -1 for the right one's place.
    private static double Mark(int[] counts, int right)
    {
        double[] marks = [1, 1.0 / 3, -1.0 / 3, -1];
        var before = counts.Count(count => count > counts[right]);
        var tied = counts.Count(count => count == counts[right]);
        return Enumerable.Range(before, tied).Average(place => marks[place]);
    }

    private static int[][] All()
    {
        var seen = new Dictionary<string, int[]>();
        for (var number = 0; number < 256; number++)
        {
            int[] words = [number & 3, number >> 2 & 3, number >> 4 & 3, number >> 6 & 3];
            if (words.Distinct().Count() > 1)
            {
                foreach (var byFirst in new[] { true, false })
                {
                    int[] function = [.. Enumerable.Range(0, 16).Select(pair => words[byFirst ? pair / 4 : pair % 4])];
                    seen.TryAdd(string.Join(' ', function), function);
                }
            }
        }

        return [.. seen.Values];
    }
}
