using System.Globalization;
using System.Net;
using System.Text;

namespace AgentMemory.Claims.Report;

/// <summary>Writes a picture: texts are escaped, coordinates have a point and two digits.</summary>
internal sealed class Svg
{
    /// <summary>Ink, and what is less than ink.</summary>
    public const string Ink = "#1f2328";

    /// <summary>Axes and references.</summary>
    public const string Grey = "#6e7781";

    private readonly StringBuilder _written = new();

    public Svg(double width, double height, string spoken)
    {
        Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {At(width)} {At(height)}\" width=\"{At(width)}\" height=\"{At(height)}\" role=\"img\" ");
        Raw($"font-family=\"system-ui, sans-serif\" font-size=\"12\"><title>{Escaped(spoken)}</title>");
        Raw($"<rect width=\"{At(width)}\" height=\"{At(height)}\" fill=\"#ffffff\"/>\n");
    }

    /// <summary>Colours that people with any colour sense tell apart (Okabe and Ito 2008), the darker ones first.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a5a00", "#56b4e9", "#e69f00", "#3b3b9a"];

    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, string more = "") => Raw(
        $"<line x1=\"{At(x1)}\" y1=\"{At(y1)}\" x2=\"{At(x2)}\" y2=\"{At(y2)}\" stroke=\"{colour}\" stroke-width=\"{At(width)}\" {more}/>\n");

    public void Path(IEnumerable<(double X, double Y)> points, string colour, double width, string more = "") => Raw(
        $"<polyline points=\"{string.Join(' ', points.Select(point => $"{At(point.X)},{At(point.Y)}"))}\" fill=\"none\" stroke=\"{colour}\" "
        + $"stroke-width=\"{At(width)}\" {more}/>\n");

    public void Area(IEnumerable<(double X, double Y)> points, string colour) => Raw(
        $"<polygon points=\"{string.Join(' ', points.Select(point => $"{At(point.X)},{At(point.Y)}"))}\" fill=\"{colour}\" fill-opacity=\"0.12\"/>\n");

    public void Dot(double x, double y, string colour) => Raw($"<circle cx=\"{At(x)}\" cy=\"{At(y)}\" r=\"3\" fill=\"{colour}\"/>\n");

    public void Text(double x, double y, string text, string colour = Ink, string anchor = "start", string more = "") => Raw(
        $"<text x=\"{At(x)}\" y=\"{At(y)}\" fill=\"{colour}\" text-anchor=\"{anchor}\" {more}>{Escaped(text)}</text>\n");

    public override string ToString() => _written + "</svg>\n";

    private static string At(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private void Raw(string markup) => _written.Append(markup);
}
