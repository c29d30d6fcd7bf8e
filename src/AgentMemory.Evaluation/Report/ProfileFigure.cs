using System.Globalization;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Report;

/// <summary>Performance profiles: for every score, the share of runs that end above it.</summary>
internal static class ProfileFigure
{
    private const double Width = 960;
    private const double Height = 300;
    private const double Left = 52;
    private const double Right = 30;
    private const double Top = 10;
    private const double Bottom = 44;
    private const int MarkersMax = 14;

    public static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var profiled = verdict.Learners.Index().Where(learner => learner.Item.Profile.Count > 0).ToArray();
        var points = profiled.SelectMany(learner => learner.Item.Profile).Select(point => point.Score).ToArray();
        if (points.Length == 0 || !(points.Max() > points.Min()))
        {
            return;
        }

        var x = Axis.Linear(points.Min(), points.Max(), Left, Width - Right, 10);
        var y = Axis.Linear(0, 1, Height - Bottom, Top, 5);
        page.Raw("<section><h2>How many runs end above a score</h2>")
            .Raw($"<div class=\"scroll\"><svg class=\"finals\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" ")
            .Raw("aria-label=\"Share of runs that end above each score\"><g class=\"grid\">");
        foreach (var tick in y.Ticks)
        {
            page.Raw($"<path d=\"M{N(Left)},{N(y.At(tick))}H{N(Width - Right)}\"/><text x=\"{N(Left - 8)}\" y=\"{N(y.At(tick))}\" ")
                .Raw($"dy=\".32em\" text-anchor=\"end\">{CurveFigure.Percent(tick)}</text>");
        }

        foreach (var tick in x.Ticks)
        {
            page.Raw($"<text x=\"{N(x.At(tick))}\" y=\"{N(Height - Bottom + 19)}\" text-anchor=\"middle\">")
                .Raw($"{x.Label(tick, isAmount: false)}</text>");
        }

        page.Raw($"<text class=\"title\" x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(Height - 6)}\" ")
            .Raw("text-anchor=\"middle\">final score</text></g>");
        foreach (var (place, learner) in profiled)
        {
            WriteLine(page, learner, styles[place], place, x, y);
        }

        page.Raw("</svg></div><p class=\"note\">Higher is better; every task weighs the same.</p></section>");
    }

    private static void WriteLine(Markup page, LearnerVerdict learner, SeriesStyle style, int place, Axis x, Axis y)
    {
        var corners = new List<string> { Corner(x.From, 1) };
        var share = 1.0;
        foreach (var point in learner.Profile)
        {
            corners.Add(Corner(point.Score, share));
            corners.Add(Corner(point.Score, share = point.Share));
        }

        corners.Add(Corner(x.To, share));
        page.Raw($"<g class=\"series s{place.ToString(CultureInfo.InvariantCulture)}\" style=\"color:{style.Colour}\"><title>")
            .Text(learner.Id).Raw($"</title><polyline class=\"line\" stroke-dasharray=\"{style.Dash}\" points=\"")
            .Raw(string.Join(' ', corners)).Raw("\"/>");
        // Markers of learners that coincide stand beside each other rather than on each other.
        var every = Math.Max(2, corners.Count / MarkersMax);
        for (var i = 1 + (place % every); i < corners.Count - 1; i += every)
        {
            page.Raw($"<path class=\"marker\" transform=\"translate({corners[i]})\" d=\"{style.Marker}\"/>");
        }

        page.Raw("</g>");

        string Corner(double score, double at) => $"{N(x.At(score))},{N(y.At(at))}";
    }

    private static string N(double number) => Markup.At(number);
}
