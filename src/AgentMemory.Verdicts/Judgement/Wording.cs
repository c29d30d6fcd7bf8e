using System.Globalization;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>Numbers and lists as a reader wants them in a sentence.</summary>
public static class Wording
{
    private const double Nothing = 1e-9;
    private const int MoreDigitsMax = 2;
    private const double WithExponentMin = 1e7;

    /// <summary>Two digits that count below 1, fewer after the point above; an exponent from ten million on.</summary>
    public static string Number(double? number)
    {
        if (number is not { } known || !double.IsFinite(known))
        {
            return "unknown";
        }

        var text = Fixed(known, Decimals(known));
        var point = text.IndexOf('.', StringComparison.Ordinal);
        // The zero of 1e10 is not one after the point.
        return Math.Abs(known) < WithExponentMin && point >= 0 && point + 3 < text.Length ? text.TrimEnd('0') : text;
    }

    /// <summary>0.31 (0.22 to 0.40), or the value alone where the ends are not known.</summary>
    public static string Interval(Interval interval) => interval.HasEnds
        ? $"{Parts(interval).Value} ({Parts(interval).Low} to {Parts(interval).High})"
        : Number(interval.Value);

    /// <summary>The three numbers of an interval with as many digits after the point as the largest of them needs.</summary>
    public static (string Value, string Low, string High) Parts(Interval interval)
    {
        if (interval is not { Value: { } value, Low: { } low, High: { } high })
        {
            return (Number(interval.Value), Number(interval.Low), Number(interval.High));
        }

        double[] numbers = [value, low, high];
        var decimals = Decimals(numbers.MaxBy(Math.Abs));
        // An end that is not zero should not read as zero where a digit more can tell.
        for (var more = 0; more < MoreDigitsMax && numbers.Any(number => IsLost(number, decimals)); more++)
        {
            decimals++;
        }

        return (Fixed(value, decimals), Fixed(low, decimals), Fixed(high, decimals));
    }

    /// <summary>A large count in short: 950, 12.3k, 4.56M, 7.8G, 1.2T, 3.4P.</summary>
    public static string Amount(double? amount)
    {
        if (amount is not { } known || !double.IsFinite(known))
        {
            return "unknown";
        }

        string[] units = ["", "k", "M", "G", "T", "P", "E"];
        var unit = 0;
        while (Math.Abs(known) >= 999.5 && unit < units.Length - 1)
        {
            known /= 1000;
            unit++;
        }

        var decimals = unit == 0 && known == Math.Round(known) ? 0 : Math.Abs(known) >= 100 ? 0 : Math.Abs(known) >= 10 ? 1 : 2;
        return known.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + units[unit];
    }

    /// <summary>a; a and b; a, b and c.</summary>
    public static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nobody",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}",
    };

    /// <summary>The word as files and people write it.</summary>
    public static string Word(VerdictWord word) => word switch
    {
        VerdictWord.Improving => "improving",
        VerdictWord.Plateaued => "plateaued",
        VerdictWord.Declining => "declining",
        VerdictWord.Solved => "solved",
        VerdictWord.Split => "split",
        _ => "undecided",
    };

    /// <summary>The word of a learner over its tasks: theirs where they agree, else mixed.</summary>
    public static string Word(VerdictWord? word) => word is { } known ? Word(known) : "mixed";

    /// <summary>2 improving, 1 plateaued; the words in the order of the rule's list.</summary>
    public static string Words(IReadOnlyDictionary<VerdictWord, int> words) => string.Join(
        ", ", words.OrderByDescending(word => word.Value).ThenBy(word => word.Key)
            .Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Value} {Word(word.Key)}")));

    /// <summary>A plateau that is not shown to have left its own start.</summary>
    public static bool IsUnmoved(TaskVerdict task) =>
        task is { Word: VerdictWord.Plateaued, Gain: { IsAboveZero: false, IsBelowZero: false } };

    /// <summary>Of a plateau, how it was come to; empty for other words.</summary>
    public static string Plateau(TaskVerdict task) => task switch
    {
        { Word: not VerdictWord.Plateaued } => "",
        { Gain.IsAboveZero: true } => "after a gain",
        { Gain.IsBelowZero: true } => "after a loss",
        { Gain: { Low: { } low, High: { } high } } when Math.Max(-low, high) < Nothing => "never moved",
        _ => "no gain shown",
    };

    /// <summary>solved in 2 of 5 worlds (0.05 to 0.85); empty where the optimum is not known.</summary>
    public static string Solved(TaskVerdict task) => task is { OptimumIsKnown: true, SolvedIn: { } solved, SolvedShare: { Low: { } low, High: { } high } }
        ? string.Create(CultureInfo.InvariantCulture, $"{solved} of {task.Of} ({low:F2} to {high:F2})")
        : "";

    /// <summary>exact, 6 states: what an exam asks. Empty where it is not known.</summary>
    public static string Exam(TaskVerdict task) => task switch
    {
        { Exam: null } => "",
        { ExamItems: { } items } => $"{task.Exam}, {Number(items)} {(task.IsOfStates ? "states" : "questions")}",
        _ => task.Exam,
    };

    private static int Decimals(double number) => Math.Abs(number) switch
    {
        >= 100 => 0,
        >= 10 => 1,
        >= 0.095 or < Nothing => 2,
        >= 0.0095 => 3,
        >= 0.00095 => 4,
        _ => 6,
    };

    private static string Fixed(double number, int decimals)
    {
        if (Math.Abs(number) >= WithExponentMin)
        {
            return number.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var text = number.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.TrimStart('-').Trim('0', '.').Length == 0 ? "0" : text;
    }

    private static bool IsLost(double number, int decimals) =>
        Math.Abs(number) >= Nothing && Fixed(number, decimals) == "0";
}
