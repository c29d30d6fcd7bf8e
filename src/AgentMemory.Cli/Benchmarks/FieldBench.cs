using System.Globalization;
using System.Text;
using AgentMemory.Fields;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>How long it takes to make fields; what <c>agentmemory bench fields</c> prints.</summary>
internal sealed class FieldBench
{
    private readonly TimeProvider _time;

    public FieldBench(TimeProvider time) => _time = time;

    /// <summary>
    /// For every family, a field with its textbook and an exam of <paramref name="items"/> items, made
    /// <paramref name="repeats"/> times with other seeds after one warm-up.
    /// </summary>
    public IReadOnlyList<FieldBenchRow> Run(int concepts = 64, int items = 100, int repeats = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        return [.. FieldCatalogue.Families.Select(family => Measure(family.Name, concepts, items, repeats))];
    }

    /// <summary>Rows as a table.</summary>
    public static string ToText(IEnumerable<FieldBenchRow> rows)
    {
        var text = new StringBuilder("family      textbook+exam median   slowest   words\n");
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row.Family,-12}{row.Median.TotalMilliseconds,18:0.0} ms{row.Slowest.TotalMilliseconds,8:0.0} ms")
                .Append(CultureInfo.InvariantCulture, $"{row.Words,8}\n");
        }

        return text.ToString();
    }

    private FieldBenchRow Measure(string family, int concepts, int items, int repeats)
    {
        var times = new List<TimeSpan>();
        var words = 0;
        for (var repeat = 0; repeat <= repeats; repeat++)
        {
            var start = _time.GetTimestamp();
            var field = FieldCatalogue.Resolve(string.Create(
                CultureInfo.InvariantCulture, $"{family}?concepts={concepts}&seed={repeat + 1}"));
            words = field.Documents.Sum(
                d => d.Text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length);
            field.Paper(items, 1);
            // The first round compiles the code and is not counted.
            if (repeat > 0)
            {
                times.Add(_time.GetElapsedTime(start));
            }
        }

        times.Sort();
        return new FieldBenchRow(family, times[times.Count / 2], times[^1], words);
    }
}

/// <summary>Figures of one family.</summary>
/// <param name="Family">Its name.</param>
/// <param name="Median">Time of a field with textbook and exam.</param>
/// <param name="Slowest">The longest of them.</param>
/// <param name="Words">Of the last textbook.</param>
internal sealed record FieldBenchRow(string Family, TimeSpan Median, TimeSpan Slowest, int Words);
