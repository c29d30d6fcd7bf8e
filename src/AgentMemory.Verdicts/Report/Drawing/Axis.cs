using System.Globalization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>A scale from numbers to pixels with round ticks.</summary>
internal sealed class Axis
{
    private readonly double _from;
    private readonly double _to;
    private readonly double _start;
    private readonly double _end;
    private readonly bool _isLog;

    private Axis(double from, double to, double start, double end, bool isLog, IReadOnlyList<double> ticks)
    {
        _from = from;
        _to = to;
        _start = start;
        _end = end;
        _isLog = isLog;
        Ticks = ticks;
    }

    /// <summary>Round numbers within the range.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Lowest number shown.</summary>
    public double From => _from;

    /// <summary>Highest number shown.</summary>
    public double To => _to;

    /// <summary>Even steps of 1, 2 or 5 times a power of ten.</summary>
    public static Axis Linear(double from, double to, double start, double end, int ticksMax, bool whole = false)
    {
        if (to <= from)
        {
            (from, to) = (from - 0.5, from + 0.5);
        }

        var step = RoundStep((to - from) / ticksMax);
        step = whole ? Math.Max(1, step) : step;
        var ticks = new List<double>();
        for (var i = Math.Ceiling((from / step) - 1e-9); i * step <= to + (step * 1e-9); i++)
        {
            // Adding zero turns a negative zero into zero.
            ticks.Add((i * step) + 0.0);
        }

        return new Axis(from, to, start, end, isLog: false, ticks);
    }

    /// <summary>Powers of ten, with 2 and 5 times them where there are few.</summary>
    public static Axis Log(double from, double to, double start, double end)
    {
        if (to <= from)
        {
            (from, to) = (from / 2, from * 2);
        }

        var decades = Math.Log10(to / from);
        double[] factors = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 3 ? [1, 2, 5] : [1];
        var every = Math.Max(1, (int)Math.Ceiling(decades / 9));
        var ticks = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(from)); power <= Math.Ceiling(Math.Log10(to)); power++)
        {
            if (power % every == 0)
            {
                ticks.AddRange(factors.Select(factor => factor * Math.Pow(10, power))
                    .Where(tick => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)));
            }
        }

        return new Axis(from, to, start, end, isLog: true, ticks);
    }

    /// <summary>The pixel of a number.</summary>
    public double At(double number)
    {
        var share = _isLog ? Math.Log(number / _from) / Math.Log(_to / _from) : (number - _from) / (_to - _from);
        return _start + (share * (_end - _start));
    }

    /// <summary>A tick as text: amounts in short, scores with the digits the steps need.</summary>
    public string Label(double tick, bool isAmount)
    {
        if (isAmount)
        {
            var amount = Wording.Amount(tick);
            var unit = amount.Length > 0 && char.IsLetter(amount[^1]) ? amount[^1..] : "";
            var number = unit.Length > 0 ? amount[..^1] : amount;
            return (number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number) + unit;
        }

        var step = Ticks.Count > 1 ? Ticks[1] - Ticks[0] : 1;
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        return tick.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var share = step / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
}
