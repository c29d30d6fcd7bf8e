namespace AgentMemory.Tests.Games.Wings;

/// <summary>
/// A reader of worlds that shares nothing with the games: it writes down every function of a wing, crosses out those that
/// disagree with what was told, and goes through every order of the words.
/// </summary>
internal sealed class WingSolver
{
    private readonly Func<int, int, int> _cell;
    private readonly HashSet<string>? _all;
    private readonly Dictionary<int, IEnumerable<string>> _left = [];
    private readonly Dictionary<int, Dictionary<int, int>> _told = [];

    /// <summary>A reader who has been told nothing.</summary>
    public WingSolver(string kind)
    {
        _cell = kind.StartsWith("labels", StringComparison.Ordinal) ? (first, _) => first : (first, second) => (4 * first) + second;
        _all = kind switch
        {
            "rules2" => [.. Rules2()],
            "rules1" => [.. Written(4).Where(g => g.Distinct().Count() > 1).SelectMany(g => new[] { Square((a, _) => g[a]), Square((_, b) => g[b]) })],
            "sum" => [.. Written(4).SelectMany(u => Written(4), (u, v) => Square((a, b) => Digit((u[a] - '0' + v[b] - '0') % 4)))],
            "labels" => [.. Written(4)],
            "labels!" => [.. Written(4).Where(g => g.Distinct().Count() == 4)],
            _ => null,
        };
    }

    /// <summary>How many functions a wing has; null where every thing has a word of its own.</summary>
    public int? Functions => _all?.Count;

    public double Bits => _all is null ? 2 * _told.Values.Sum(wing => wing.Count) : _left.Values.Sum(left => Math.Log2(_all.Count) - Math.Log2(left.Count()));

    public void Tell(int wing, int first, int second, int word)
    {
        var cell = _cell(first, second);
        _told.TryAdd(wing, []);
        _told[wing][cell] = word;
        if (_all is not null)
        {
            _left[wing] = [.. Left(wing).Where(function => function[cell] == Digit(word))];
        }
    }

    /// <summary>How likely each word is.</summary>
    public double[] Chances(int wing, int first, int second)
    {
        var cell = _cell(first, second);
        if (_all is null)
        {
            return _told.TryGetValue(wing, out var known) && known.TryGetValue(cell, out var word)
                ? [.. Enumerable.Range(0, 4).Select(other => other == word ? 1.0 : 0.0)]
                : [0.25, 0.25, 0.25, 0.25];
        }

        var left = Left(wing).ToList();
        return [.. Enumerable.Range(0, 4).Select(word => (double)left.Count(function => function[cell] == Digit(word)) / left.Count)];
    }

    /// <summary>The mean worth of trying the words by falling chance, over all orders that do so.</summary>
    public double Score(int wing, int first, int second, int right)
    {
        var chances = Chances(wing, first, second);
        var falling = Orders([0, 1, 2, 3]).Where(order => Enumerable.Range(1, 3).All(i => chances[order[i - 1]] >= chances[order[i]] - 1e-12)).ToList();
        return falling.Average(order => Array.IndexOf(order, right) switch { 0 => 1.0, 1 => 1.0 / 3, 2 => -1.0 / 3, _ => -1.0 });
    }

    private IEnumerable<string> Left(int wing) => _left.TryGetValue(wing, out var left) ? left : _all!;

    // A function belongs here where features fall into two and two alike ones, by rows and by columns, and no more than that.
    private static IEnumerable<string> Rules2() =>
        from rows in TwoAndTwo()
        from columns in TwoAndTwo()
        from table in Written(4)
        let function = Square((a, b) => table[(rows.Contains(a) ? 0 : 2) + (columns.Contains(b) ? 0 : 1)])
        where Enumerable.Range(0, 4).Select(a => function.Substring(4 * a, 4)).Distinct().Count() == 2
        where Enumerable.Range(0, 4).Select(b => string.Concat(Enumerable.Range(0, 4).Select(a => function[(4 * a) + b]))).Distinct().Count() == 2
        select function;

    private static IEnumerable<int[]> TwoAndTwo() => [[0, 1], [0, 2], [0, 3]];

    private static IEnumerable<string> Written(int places) =>
        places == 0 ? [""] : Written(places - 1).SelectMany(_ => "0123", (text, digit) => text + digit);

    private static string Square(Func<int, int, char> at) => string.Concat(Enumerable.Range(0, 16).Select(cell => at(cell / 4, cell % 4)));

    private static char Digit(int number) => (char)('0' + number);

    private static IEnumerable<int[]> Orders(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(item => Orders([.. items.Where(other => other != item)]), (item, rest) => (int[])[item, .. rest]);
}
