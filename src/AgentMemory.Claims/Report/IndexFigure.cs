using AgentMemory.Claims.Results;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Report;

/// <summary>All claims at a glance: one line for each measured row, its first number with an interval on a scale of the row's own.</summary>
public static class IndexFigure
{
    private const double Width = 1040;
    private const double Row = 20;
    private const double Head = 26;
    private const double Margin = 16;
    private const double ScaleFrom = 560;
    private const double ScaleTo = 760;

    /// <summary>The picture.</summary>
    /// <param name="claims">Letter, sentence, and results; a claim without results is said to have none.</param>
    public static string Draw(IReadOnlyList<(string Letter, string Claim, IReadOnlyList<ClaimResult> Results)> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var lines = claims.Select(claim => (Claim: claim, Rows: Shown(claim.Results))).ToList();
        var svg = new Svg(
            Width, (2 * Margin) + lines.Sum(line => Head + (Row * Math.Max(1, line.Rows.Count)) + 8),
            "All claims: what was measured, its reading, and a number with its interval, one scale a row");
        var y = Margin;
        foreach (var (claim, rows) in lines)
        {
            svg.Text(Margin, y + 14, $"{claim.Letter}  {claim.Claim}", more: "font-weight=\"600\"");
            y += Head;
            if (rows.Count == 0)
            {
                svg.Text(Margin + 16, y + 12, "not run", Svg.Grey);
                y += Row;
            }

            foreach (var (name, reading, number) in rows)
            {
                Line(svg, y, name, reading, number);
                y += Row;
            }

            y += 8;
        }

        return svg.ToString();
    }

    private static List<(string Name, string Reading, ClaimNumber? Number)> Shown(IReadOnlyList<ClaimResult> results) =>
    [
        .. results.SelectMany(result => result.Rows.Where(row => row.Headline is not null).Select(row => (
            results.Count == 1 ? row.Name : $"{result.Part}: {row.Name}", row.Reading, row.Numbers.FirstOrDefault(number => number.Name == row.Headline)))),
    ];

    private static void Line(Svg svg, double y, string name, string reading, ClaimNumber? number)
    {
        const int NameLength = 62;
        svg.Text(Margin + 16, y + 12, name.Length > NameLength ? name[..(NameLength - 1)] + "…" : name);
        svg.Text(ScaleFrom - 12, y + 12, reading, Svg.Ink, "end", "font-weight=\"600\"");
        if (number is null)
        {
            return;
        }

        var (from, to) = Scale(number.Value);
        double X(double value) => ScaleFrom + ((value - from) / (to - from) * (ScaleTo - ScaleFrom));
        svg.Line(ScaleFrom, y + 8, ScaleTo, y + 8, "#d8dee4");
        svg.Line(X(0), y + 3, X(0), y + 13, Svg.Grey);
        if (number.Value is { Low: { } low, High: { } high })
        {
            svg.Line(X(low), y + 8, X(high), y + 8, Svg.Colours[0], 4, "stroke-opacity=\"0.45\"");
        }

        if (number.Value.Value is { } value)
        {
            svg.Dot(X(value), y + 8, Svg.Colours[0]);
        }

        svg.Text(ScaleTo + 10, y + 12, $"{number.Name} {Wording.Interval(number.Value)}", Svg.Grey, more: "font-size=\"10\"");
    }

    // Zero and the whole interval are on the scale.
    private static (double From, double To) Scale(Interval interval)
    {
        double[] ends = [0, interval.Value ?? 0, interval.Low ?? 0, interval.High ?? 0];
        var room = Math.Max(ends.Max() - ends.Min(), 1e-12) * 0.05;
        return (ends.Min() - room, ends.Max() + room);
    }
}
