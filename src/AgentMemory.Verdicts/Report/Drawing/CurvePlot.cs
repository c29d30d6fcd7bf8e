using System.Globalization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>One drawing: the learning curves of all learners with their bands against one budget.</summary>
internal sealed class CurvePlot
{
    /// <summary>Of the drawing, in its own units.</summary>
    public const double Height = 400;

    private const double Width = 760;
    private const double Left = 52;
    private const double Right = 128;
    private const double Top = 12;
    private const double Bottom = 46;
    private const double LabelHeight = 17;
    private const int LabelsMax = 22;
    private const int MarkersMax = 26;
    private readonly Verdict _verdict;
    private readonly IReadOnlyList<SeriesStyle> _styles;
    private readonly BudgetAxis _budget;
    private readonly bool _isLog;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly IReadOnlyList<(int Learner, Place[] Places)> _series;
    private readonly PretrainingShare? _pretraining;

    /// <summary>Lays out the drawing.</summary>
    /// <param name="verdict">Whose learners are drawn.</param>
    /// <param name="styles">One a learner.</param>
    /// <param name="budget">The horizontal axis.</param>
    /// <param name="isLog">Points at zero are then left out.</param>
    /// <param name="scores">The vertical range.</param>
    public CurvePlot(
        Verdict verdict, IReadOnlyList<SeriesStyle> styles, BudgetAxis budget, bool isLog, (double From, double To) scores)
    {
        _verdict = verdict;
        _styles = styles;
        _budget = budget;
        _isLog = isLog;
        _series = [.. verdict.Learners.Index().Where(learner => budget.IsKnown(learner.Item))
            .Select(learner => (learner.Index, Places(learner.Item))).Where(series => series.Item2.Length > 0)];
        var budgets = _series.SelectMany(series => series.Places.Select(place => place.Budget)).DefaultIfEmpty(1).ToArray();
        // Pretraining may dwarf the runs: a log scale has room for it, an even one would squeeze the curves.
        _pretraining = PretrainingShare.Of(verdict) is { } share && budget.Key == "flops" && (isLog || share.FlopsEach <= budgets.Max()) ? share : null;
        budgets = _pretraining is null ? budgets : [.. budgets, _pretraining.FlopsEach];
        _x = isLog
            ? Axis.Log(budgets.Min(), budgets.Max(), Left, Width - Right)
            : Axis.Linear(Math.Min(0, budgets.Min()), budgets.Max(), Left, Width - Right, 8, budget.Key == "steps");
        _y = Axis.Linear(scores.From, scores.To, Height - Bottom, Top, 8);
    }

    /// <summary>True where there is a line to draw.</summary>
    public bool HasLines => _series.Any(series => series.Places.Length > 1);

    /// <summary>The drawing as an SVG element.</summary>
    public string Svg()
    {
        var scale = _isLog ? "log" : "lin";
        var svg = new Markup();
        svg.Raw($"<svg class=\"plot {_budget.Key} {scale}\" data-axis=\"{_budget.Key}\" viewBox=\"0 0 {N(Width)} {N(Height)}\" ")
            .Raw("role=\"img\" aria-label=\"").Text(Spoken()).Raw("\">");
        Draw(svg);
        return svg.Raw("<line class=\"cursor\" y1=\"0\" y2=\"0\"/></svg>").ToString();
    }

    /// <summary>What stands in the drawing, for an SVG element of the caller's.</summary>
    public void Draw(Markup svg)
    {
        var scale = _isLog ? "log" : "lin";
        svg.Raw($"<clipPath id=\"clip-{_budget.Key}-{scale}\"><rect x=\"{N(Left - 6)}\" y=\"{N(Top - 6)}\" ")
            .Raw($"width=\"{N(Width - Left - Right + 12)}\" height=\"{N(Height - Top - Bottom + 12)}\"/></clipPath>");
        DrawGrid(svg);
        svg.Raw($"<g clip-path=\"url(#clip-{_budget.Key}-{scale})\">");
        foreach (var series in _series)
        {
            DrawBand(svg, series.Learner, series.Places);
        }

        foreach (var series in _series)
        {
            DrawLine(svg, series.Learner, series.Places);
        }

        svg.Raw("</g>");
        DrawLabels(svg);
    }

    private string Spoken() => $"Score against {_budget.Label}{(_isLog ? ", log scale" : "")}. " + string.Join("; ", _series.Select(series =>
        $"{_verdict.Learners[series.Learner].Id} from {Wording.Number(series.Places[0].Band.Score.Value)} to "
        + Wording.Number(series.Places[^1].Band.Score.Value))) + ". All numbers: the table under the curves.";

    private Place[] Places(LearnerVerdict learner) =>
    [
        .. learner.Curve.Index()
            .Where(point => point.Item.Score.Value is not null && _budget.At(learner, point.Item) is not null)
            .Select(point => new Place(point.Index, _budget.At(learner, point.Item)!.Value, point.Item))
            .Where(place => !_isLog || place.Budget > 0),
    ];

    private void DrawGrid(Markup svg)
    {
        svg.Raw("<g class=\"grid\">");
        foreach (var tick in _y.Ticks)
        {
            var y = N(_y.At(tick));
            svg.Raw($"<path d=\"M{N(Left)},{y}H{N(Width - Right)}\"/>")
                .Raw($"<text x=\"{N(Left - 8)}\" y=\"{y}\" dy=\".32em\" text-anchor=\"end\">{_y.Label(tick, false)}</text>");
        }

        foreach (var tick in _x.Ticks)
        {
            var x = N(_x.At(tick));
            svg.Raw($"<path class=\"tick\" d=\"M{x},{N(Height - Bottom)}v5\"/><text x=\"{x}\" y=\"{N(Height - Bottom + 19)}\" ")
                .Raw($"text-anchor=\"middle\">{_x.Label(tick, isAmount: true)}</text>");
        }

        svg.Raw($"<path class=\"base\" d=\"M{N(Left)},{N(Height - Bottom)}H{N(Width - Right)}\"/>");
        svg.Raw($"<text class=\"title\" x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(Height - 6)}\" text-anchor=\"middle\">")
            .Text(_budget.Label + (_isLog ? ", log scale" : "")).Raw("</text></g>");
        if (_verdict.Learners.Any(learner => learner.OptimumIsKnown))
        {
            DrawMark(svg, 0, "chance");
            DrawMark(svg, 1, "best possible");
        }

        if (_pretraining is { } pretraining)
        {
            var x = N(_x.At(pretraining.FlopsEach));
            svg.Raw($"<g class=\"mark pretraining\"><path d=\"M{x},{N(Top)}V{N(Height - Bottom)}\"/>")
                .Raw($"<text transform=\"translate({x},{N((Top + Height - Bottom) / 2)}) rotate(-90)\" dy=\"-5\" text-anchor=\"middle\">")
                .Raw($"{pretraining.Label}</text></g>");
        }
    }

    private void DrawMark(Markup svg, double score, string name)
    {
        if (score >= _y.From && score <= _y.To)
        {
            var y = _y.At(score);
            svg.Raw($"<g class=\"mark\"><path d=\"M{N(Left)},{N(y)}H{N(Width - Right)}\"/>")
                .Raw($"<text x=\"{N(Width - Right - 4)}\" y=\"{N(y - 4)}\" text-anchor=\"end\">{name}</text></g>");
        }
    }

    private void DrawBand(Markup svg, int learner, Place[] places)
    {
        var known = places.Where(place => place.Band.Score.HasEnds).ToArray();
        if (known.Length < 2)
        {
            return;
        }

        var upper = known.Select(place => Point(place.Budget, place.Band.Score.High!.Value));
        var lower = known.Reverse().Select(place => Point(place.Budget, place.Band.Score.Low!.Value));
        svg.Raw($"<polygon class=\"band s{N(learner)}\" style=\"color:{_styles[learner].Colour}\" ")
            .Raw($"stroke-dasharray=\"{_styles[learner].Dash}\" points=\"")
            .Raw(string.Join(' ', upper.Concat(lower))).Raw("\"/>");
    }

    private void DrawLine(Markup svg, int learner, Place[] places)
    {
        var style = _styles[learner];
        svg.Raw($"<g class=\"series s{N(learner)}\" data-learner=\"{N(learner)}\" style=\"color:{style.Colour}\" data-points=\"")
            .Raw(string.Join(' ', places.Select(place => N(place.Index)))).Raw("\">")
            .Raw($"<polyline class=\"line\" stroke-dasharray=\"{style.Dash}\" points=\"")
            .Raw(string.Join(' ', places.Select(place => Point(place.Budget, place.Band.Score.Value!.Value)))).Raw("\"/>");
        var every = Math.Max(1, (places.Length + MarkersMax - 1) / MarkersMax);
        foreach (var place in places.Where((_, i) => i % every == 0 || i == places.Length - 1))
        {
            svg.Raw($"<path class=\"marker\" transform=\"translate({Point(place.Budget, place.Band.Score.Value!.Value)})\" ")
                .Raw($"d=\"{style.Marker}\"/>");
        }

        svg.Raw("</g>");
    }

    // Names stand at the ends of their lines, pushed apart where they would lie on each other.
    private void DrawLabels(Markup svg)
    {
        if (_series.Count > LabelsMax)
        {
            return;
        }

        var ends = _series.Select(series => (series.Learner, Place: series.Places[^1]))
            .Select(end => (end.Learner, X: _x.At(end.Place.Budget), Y: Clamped(end.Place.Band.Score.Value!.Value)))
            .OrderBy(end => end.Y).ToArray();
        var rows = ends.Select(end => end.Y).ToArray();
        for (var i = 1; i < rows.Length; i++)
        {
            rows[i] = Math.Max(rows[i], rows[i - 1] + LabelHeight);
        }

        var lowest = Height - Bottom + 4;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            rows[i] = Math.Min(rows[i], lowest);
            lowest = rows[i] - LabelHeight;
        }

        for (var i = 0; i < ends.Length; i++)
        {
            var (learner, x, y) = ends[i];
            svg.Raw($"<g class=\"name s{N(learner)}\" style=\"color:{_styles[learner].Colour}\">")
                .Raw($"<path d=\"M{N(x + 6)},{N(y)}L{N(Width - Right + 12)},{N(rows[i])}h5\"/>")
                .Raw($"<text x=\"{N(Width - Right + 21)}\" y=\"{N(rows[i])}\" dy=\".32em\">")
                .Text(Shortened(_verdict.Learners[learner].Id)).Raw("</text></g>");
        }
    }

    private double Clamped(double score) => _y.At(Math.Clamp(score, _y.From, _y.To));

    private string Point(double budget, double score) => $"{N(_x.At(budget))},{N(_y.At(score))}";

    private static string Shortened(string name) => name.Length <= 14 ? name : name[..13] + "…";

    private static string N(double number) => Markup.At(number);

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Place(int Index, double Budget, CurveBand Band);
}
