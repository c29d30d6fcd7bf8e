using System.Globalization;
using AgentMemory.Claims.Results;

namespace AgentMemory.Claims.Report;

/// <summary>
/// The curves of a claim's parts, one panel each, on logarithmic axes with the diagonal: the rows that stand for the claim in colour, references in grey.
/// </summary>
public static class CurveFigure
{
    private const double PanelWidth = 720;
    private const double PanelHeight = 350;
    private const double Left = 56;
    private const double Right = 300;
    private const double Top = 50;
    private const double Bottom = 44;
    private const double Least = 0.5;
    private const double LabelHeight = 13;

    /// <summary>The picture; null where no part has a curve.</summary>
    public static string? Draw(IReadOnlyList<ClaimResult> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ClaimResult[] drawn = [.. parts.Where(part => part.Rows.Any(row => row.Curve.Count > 1))];
        if (drawn.Length == 0)
        {
            return null;
        }

        var svg = new Svg(PanelWidth, PanelHeight * drawn.Length, $"{drawn[0].YTitle} against {drawn[0].XTitle}, both axes logarithmic");
        foreach (var (at, part) in drawn.Index())
        {
            Panel(svg, part, at * PanelHeight);
        }

        return svg.ToString();
    }

    private static void Panel(Svg svg, ClaimResult part, double top)
    {
        ClaimRow[] curves = [.. part.Rows.Where(row => row.Curve.Count > 1)];
        ClaimRow[] rows = curves.Any(row => row.Headline is not null) ? [.. curves.Where(row => row.IsReference || row.Headline is not null)] : curves;
        var most = rows.Max(row => row.Curve.Max(point => Math.Max(point.X, point.Y.High ?? point.Y.Value ?? Least)));
        var (low, high) = (Math.Log2(Least), Math.Ceiling(Math.Log2(most)));
        var right = Math.Log2(rows.Max(row => row.Curve.Max(point => point.X)));
        double X(double value) => Left + ((Math.Log2(value) / Math.Max(1, right)) * (PanelWidth - Left - Right));
        double Y(double value) => top + PanelHeight - Bottom
            - ((Math.Log2(Math.Max(value, Least)) - low) / (high - low) * (PanelHeight - Top - Bottom));
        svg.Text(Left, top + 18, part.Part, more: "font-weight=\"600\"");
        for (var power = 0; power <= high; power += high > 8 ? 2 : 1)
        {
            var value = Math.Pow(2, power);
            svg.Line(Left, Y(value), PanelWidth - Right, Y(value), "#d8dee4");
            svg.Text(Left - 8, Y(value) + 4, value.ToString("0", CultureInfo.InvariantCulture), Svg.Grey, "end");
            if (power <= right)
            {
                svg.Text(X(value), top + PanelHeight - Bottom + 18, value.ToString("0", CultureInfo.InvariantCulture), Svg.Grey, "middle");
            }
        }

        svg.Text((Left + PanelWidth - Right) / 2, top + PanelHeight - 8, part.XTitle, Svg.Grey, "middle");
        svg.Text(Left, top + 32, part.YTitle, Svg.Grey);
        svg.Line(X(1), Y(1), X(Math.Pow(2, right)), Y(Math.Pow(2, right)), Svg.Grey, 1, "stroke-dasharray=\"2 3\"");
        var labels = new List<(double Y, string Name, string Colour)>();
        var colour = 0;
        foreach (var row in rows)
        {
            var ink = row.IsReference ? "#a8b0b8" : Svg.Colours[colour++ % Svg.Colours.Count];
            if (!row.IsReference)
            {
                ClaimPoint[] known = [.. row.Curve.Where(point => point.Y.HasEnds)];
                svg.Area(
                    known.Select(point => (X(point.X), Y(Math.Min(point.Y.High!.Value, Math.Pow(2, high)))))
                        .Concat(known.Reverse().Select(point => (X(point.X), Y(Math.Min(point.Y.Low!.Value, Math.Pow(2, high)))))),
                    ink);
            }

            svg.Path(row.Curve.Select(point => (X(point.X), Y(point.Y.Value ?? Least))), ink, row.IsReference ? 1 : 2);
            labels.Add((Y(row.Curve[^1].Y.Value ?? Least), $"{row.Name} ({row.Reading})", row.IsReference ? Svg.Grey : ink));
        }

        Labels(svg, labels, top);
    }

    // From the top down, each at least a line below the one before; all moved up where the last would leave the panel.
    private static void Labels(Svg svg, List<(double Y, string Name, string Colour)> labels, double top)
    {
        var sorted = labels.OrderBy(label => label.Y).ToList();
        var places = new double[sorted.Count];
        for (var i = 0; i < sorted.Count; i++)
        {
            places[i] = Math.Max(sorted[i].Y + 4, i == 0 ? top + Top : places[i - 1] + LabelHeight);
        }

        for (var (i, limit) = (sorted.Count - 1, top + PanelHeight - 12); i >= 0; i--, limit -= LabelHeight)
        {
            places[i] = Math.Min(places[i], limit);
            svg.Text(PanelWidth - Right + 16, places[i], sorted[i].Name, sorted[i].Colour, more: "font-size=\"10.5\"");
        }
    }
}
