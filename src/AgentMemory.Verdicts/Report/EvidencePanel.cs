using System.Globalization;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// One task's evidence as a drawing: used against told bits with the diagonal, and below it a strip of used bits against operations, with
/// pretraining charged (dashed) and not. Each line bears its name at its end.
/// </summary>
internal sealed class EvidencePanel
{
    /// <summary>Of every panel, in the drawing's own unit.</summary>
    public const double Width = 410;

    private const double Left = 36;
    private const double Right = 128;
    private const double Top = 26;
    private const double PlotMin = 252;
    private const double BetweenPlots = 62;
    private const double Strip = 96;
    private const double Bottom = 38;
    private const double LabelHeight = 14;
    private const double LabelsLow = 8;
    private const int NameLetters = 15;
    private const int NameLettersBeforeHeld = 10;
    private const double TickMin = 36;
    private const double ApartMin = 0.02;
    private readonly string _title;
    private readonly IReadOnlyList<EvidenceSeries> _series;
    private readonly double _plotEnd;
    private readonly Axis _x;
    private readonly Axis _y;

    /// <param name="title">What stands above it.</param>
    /// <param name="hiddenBits">Both axes end there.</param>
    /// <param name="series">The learners.</param>
    public EvidencePanel(string title, double hiddenBits, IReadOnlyList<EvidenceSeries> series)
    {
        (_title, _series) = (title, series);
        _plotEnd = Top + Math.Max(PlotMin, LabelHeight * series.Sum(one => one.Held.Count > 0 ? 2 : 1));
        _x = Axis.Linear(0, hiddenBits, Left, Width - Right, 5);
        _y = Axis.Linear(0, hiddenBits, _plotEnd, Top, 5);
    }

    public double Height => _plotEnd + BetweenPlots + Strip + Bottom;

    /// <summary>The drawing as an element that stands alone in a page.</summary>
    public string Svg()
    {
        var svg = new Markup();
        svg.Raw($"<svg class=\"evidence-plot\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"group\" aria-label=\"").Text(Description()).Raw("\">");
        Draw(svg);
        return svg.Raw("</svg>").ToString();
    }

    /// <summary>What it shows, in a sentence.</summary>
    public string Description() =>
        $"{_title}: used bits against told bits of {Wording.List([.. _series.Select(one => one.Name)])}; the numbers are in the table";

    /// <summary>The drawing's parts.</summary>
    public void Draw(Markup svg)
    {
        svg.Raw($"<text class=\"heading\" x=\"{N(Left)}\" y=\"14\">").Text(_title).Raw("</text>");
        DrawAxes(svg);
        foreach (var series in _series.OrderBy(one => one.IsReference ? 0 : 1))
        {
            DrawBand(svg, series);
        }

        foreach (var series in _series.OrderBy(one => one.IsReference ? 0 : 1))
        {
            DrawSeries(svg, series);
        }

        DrawNames(svg);
        DrawStrip(svg);
    }

    private void DrawAxes(Markup svg)
    {
        svg.Raw("<g class=\"grid\" aria-hidden=\"true\">");
        DrawTicks(svg, _x, _y, _plotEnd);
        svg.Raw($"<text x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(_plotEnd + 34)}\" text-anchor=\"middle\">bits told by its own games</text>")
            .Raw($"<text transform=\"translate(11,{N((Top + _plotEnd) / 2)}) rotate(-90)\" text-anchor=\"middle\">bits used</text>")
            .Raw($"<path class=\"diagonal\" d=\"M{N(_x.At(0))},{N(_y.At(0))}L{N(_x.At(_x.To))},{N(_y.At(_y.To))}\"/></g>");
    }

    private static void DrawTicks(Markup svg, Axis x, Axis y, double end)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Raw($"<path d=\"M{N(Left)},{N(y.At(tick))}H{N(Width - Right)}\"/><text x=\"{N(Left - 6)}\" y=\"{N(y.At(tick))}\" dy=\".32em\" ")
                .Raw($"text-anchor=\"end\">{y.Label(tick, isAmount: false)}</text>");
        }

        var labelled = double.NegativeInfinity;
        foreach (var tick in x.Ticks)
        {
            svg.Raw($"<path class=\"base\" d=\"M{N(x.At(tick))},{N(end)}v4\"/>");
            if (x.At(tick) - labelled >= TickMin)
            {
                labelled = x.At(tick);
                svg.Raw($"<text x=\"{N(labelled)}\" y=\"{N(end + 17)}\" text-anchor=\"middle\">{x.Label(tick, isAmount: true)}</text>");
            }
        }

        svg.Raw($"<path class=\"base\" d=\"M{N(Left)},{N(end)}H{N(Width - Right)}\"/>");
    }

    private void DrawBand(Markup svg, EvidenceSeries series)
    {
        var known = series.Used.Where(place => place.Used.HasEnds).ToArray();
        if (known.Length > 1)
        {
            var upper = known.Select(place => At(place.Told, place.Used.High!.Value));
            var lower = known.Reverse().Select(place => At(place.Told, place.Used.Low!.Value));
            svg.Raw($"<polygon class=\"band\" aria-hidden=\"true\" style=\"color:{series.Style.Colour}\" stroke-dasharray=\"{series.Style.Dash}\" points=\"")
                .Raw(string.Join(' ', upper.Concat(lower))).Raw("\"/>");
        }
    }

    private void DrawSeries(Markup svg, EvidenceSeries series)
    {
        svg.Raw($"<g class=\"series\" role=\"img\" style=\"color:{series.Style.Colour}\" aria-label=\"").Text(series.Spoken).Raw("\">");
        if (series.Held.Count > 1)
        {
            svg.Raw($"<polyline class=\"held\" points=\"{Points(series.Held)}\"/>");
            foreach (var place in series.Held.Skip(1))
            {
                svg.Raw($"<path class=\"hollow\" transform=\"translate({At(place.Told, place.Used.Value!.Value)}) scale(.7)\" d=\"{series.Style.Marker}\"/>");
            }
        }

        svg.Raw($"<polyline class=\"line\" stroke-dasharray=\"{series.Style.Dash}\" points=\"{Points(series.Used)}\"/>");
        foreach (var place in series.Used)
        {
            svg.Raw($"<path class=\"marker\" transform=\"translate({At(place.Told, place.Used.Value!.Value)})\" d=\"{series.Style.Marker}\"/>");
            if (place.IsAtLeast)
            {
                svg.Raw($"<path class=\"least\" transform=\"translate({At(place.Told, place.Used.Value!.Value)})\" d=\"M-3.5,-7L0,-10.5L3.5,-7\"/>");
            }
        }

        svg.Raw("</g>");
    }

    // Names are pushed apart where they would lie on each other.
    private void DrawNames(Markup svg)
    {
        var ends = _series.SelectMany(series => Ends(series)).OrderBy(end => end.Y).ToArray();
        var rows = ends.Select(end => end.Y).ToArray();
        for (var i = 1; i < rows.Length; i++)
        {
            rows[i] = Math.Max(rows[i], rows[i - 1] + LabelHeight);
        }

        var lowest = _plotEnd + LabelsLow;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            rows[i] = Math.Min(rows[i], lowest);
            lowest = rows[i] - LabelHeight;
        }

        foreach (var (end, row) in ends.Zip(rows))
        {
            var name = Shortened(end.Series.Name, end.IsHeld ? NameLettersBeforeHeld : NameLetters);
            svg.Raw($"<g class=\"name\" aria-hidden=\"true\" style=\"color:{end.Series.Style.Colour}\"><path d=\"M{N(end.X + 6)},{N(end.Y)}")
                .Raw($"L{N(Width - Right + 10)},{N(row)}h3\"/><text{(end.IsHeld ? " class=\"second\"" : "")} x=\"{N(Width - Right + 16)}\" y=\"{N(row)}\" ")
                .Raw("dy=\".32em\">").Text(end.IsHeld ? $"{name}, held" : name).Raw("</text></g>");
        }
    }

    private IEnumerable<(EvidenceSeries Series, double X, double Y, bool IsHeld)> Ends(EvidenceSeries series)
    {
        if (series.Used.Count > 0)
        {
            yield return (series, _x.At(series.Used[^1].Told), _y.At(series.Used[^1].Used.Value!.Value), false);
        }

        // What is held and used alike needs no second name.
        var used = series.Used.Count > 0 ? series.Used[^1].Used.Value!.Value : 0;
        if (series.Held.Count > 0 && Math.Abs(series.Held[^1].Used.Value!.Value - used) > ApartMin * _y.To)
        {
            yield return (series, _x.At(series.Held[^1].Told), _y.At(series.Held[^1].Used.Value!.Value), true);
        }
    }

    private void DrawStrip(Markup svg)
    {
        var top = _plotEnd + BetweenPlots;
        var end = top + Strip;
        var priced = _series.Where(series => series.Used.Count(place => place.Flops > 0) > 1).ToArray();
        if (priced.Length == 0)
        {
            svg.Raw($"<g class=\"grid\"><text x=\"{N(Left)}\" y=\"{N(top + (Strip / 2))}\">operations are not known</text></g>");
            return;
        }

        var flops = priced.SelectMany(series => series.Used.Where(place => place.Flops > 0)
            .SelectMany(place => new[] { place.Flops!.Value, place.Flops.Value + (series.PretrainingFlops ?? 0) })).ToArray();
        var x = Axis.Log(flops.Min() / 1.1, flops.Max() * 1.1, Left, Width - Right);
        var y = Axis.Linear(0, _y.To, end, top, 3);
        svg.Raw("<g class=\"grid\" aria-hidden=\"true\">");
        DrawTicks(svg, x, y, end);
        svg.Raw($"<text x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(end + 33)}\" text-anchor=\"middle\">operations, log scale</text></g>");
        foreach (var series in priced)
        {
            var places = series.Used.Where(place => place.Flops > 0).ToArray();
            svg.Raw($"<g aria-hidden=\"true\" style=\"color:{series.Style.Colour}\">");
            DrawPriced(svg, series, places, x, y, 0, "thin");
            if (series.PretrainingFlops is > 0 and var pretraining)
            {
                DrawPriced(svg, series, places, x, y, pretraining, "thin charged");
            }

            svg.Raw("</g>");
        }

        var isCharged = priced.Any(series => series.PretrainingFlops > 0);
        DrawStripNote(svg, isCharged ? ["dashed: with", "pretraining"] : ["pretraining:", "not known"], top);
    }

    private static void DrawStripNote(Markup svg, string[] lines, double top)
    {
        svg.Raw("<g class=\"grid\">");
        foreach (var (row, line) in lines.Index())
        {
            svg.Raw($"<text x=\"{N(Width - Right + 16)}\" y=\"{N(top + 12 + (row * LabelHeight))}\">{line}</text>");
        }

        svg.Raw("</g>");
    }

    private static void DrawPriced(Markup svg, EvidenceSeries series, EvidencePlace[] places, Axis x, Axis y, double more, string kind)
    {
        string[] at = [.. places.Select(place => $"{N(x.At(place.Flops!.Value + more))},{N(y.At(place.Used.Value!.Value))}")];
        svg.Raw($"<polyline class=\"{kind}\" points=\"{string.Join(' ', at)}\"/>");
        foreach (var point in at)
        {
            svg.Raw($"<path class=\"marker\" transform=\"translate({point}) scale(.7)\" d=\"{series.Style.Marker}\"/>");
        }
    }

    private string Points(IEnumerable<EvidencePlace> places) => string.Join(' ', places.Select(place => At(place.Told, place.Used.Value!.Value)));

    private string At(double told, double used) => $"{N(_x.At(told))},{N(_y.At(used))}";

    private static string Shortened(string name, int letters) => name.Length <= letters ? name : name[..(letters - 1)] + "…";

    private static string N(double number) => Markup.At(number);
}

/// <summary>One learner's line.</summary>
internal sealed record EvidenceSeries
{
    public required string Name { get; init; }

    public required SeriesStyle Style { get; init; }

    public required bool IsReference { get; init; }

    /// <summary>What a screen reader says of it.</summary>
    public required string Spoken { get; init; }

    /// <summary>The exams at which bits are known.</summary>
    public required IReadOnlyList<EvidencePlace> Used { get; init; }

    /// <summary>What its prompts held; empty for learners that keep nothing there.</summary>
    public required IReadOnlyList<EvidencePlace> Held { get; init; }

    /// <summary>Operations of its model's pretraining; null where they are not known.</summary>
    public required double? PretrainingFlops { get; init; }

    /// <summary>The line of a verdict.</summary>
    public static EvidenceSeries Of(EvidenceVerdict one, SeriesStyle style, double? pretrainingFlops) => new()
    {
        Name = one.Learner,
        Style = style,
        IsReference = one.Path == "reference",
        Spoken = string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Learner}: {EvidenceWords.Reading(one)}; used {EvidenceWords.Used(one.Points[^1])} of {Wording.Number(one.Points[^1].AvailableBits)} bits "
            + $"after {one.Points[^1].Games} games"),
        Used = [.. one.Points.Where(point => point.UsedBits?.Value is not null)
            .Select(point => new EvidencePlace(point.AvailableBits, point.UsedBits!, point.IsAtLeast, point.Flops))],
        Held = [.. one.Points.Where(point => point.HeldBits?.Value is not null)
            .Select(point => new EvidencePlace(point.AvailableBits, point.HeldBits!, false, null))],
        PretrainingFlops = pretrainingFlops,
    };
}

/// <summary>One exam of a line: bits told, bits used with their interval, and the operations so far.</summary>
internal sealed record EvidencePlace(double Told, Interval Used, bool IsAtLeast, double? Flops);
