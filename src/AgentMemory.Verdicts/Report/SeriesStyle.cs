using System.Globalization;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// How a learner is drawn everywhere: a colour, a dash and a marker, no two of which coincide, so that colour is never
/// needed. Colours are Okabe and Ito's eight (2008), told apart by colour-blind eyes; yardsticks are grey.
/// </summary>
internal sealed record SeriesStyle
{
    private const int Colours = 7;
    private static readonly string[] Dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2"];
    private static readonly string[] Markers =
    [
        "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
        "M-3.6,-3.6H3.6V3.6H-3.6Z",
        "M0,-4.8L4.6,3.4H-4.6Z",
        "M0,-5.2L5.2,0L0,5.2L-5.2,0Z",
        "M0,4.8L4.6,-3.4H-4.6Z",
        "M-1.6,-4.6H1.6V-1.6H4.6V1.6H1.6V4.6H-1.6V1.6H-4.6V-1.6H-1.6Z",
        "M0,-5L1.3,-1.6L4.8,-1.5L2,0.6L3,4L0,2L-3,4L-2,0.6L-4.8,-1.5L-1.3,-1.6Z",
        "M-2.4,-4.4H2.4L4.8,0L2.4,4.4H-2.4L-4.8,0Z",
        "M-4.4,-4.4H4.4L-4.4,4.4H4.4Z",
        "M-3,-4.6L0,-1.6L3,-4.6L4.6,-3L1.6,0L4.6,3L3,4.6L0,1.6L-3,4.6L-4.6,3L-1.6,0L-4.6,-3Z",
        "M-4.6,-1.5H4.6V1.5H-4.6Z",
    ];

    private SeriesStyle(string colour, string dash, string marker)
    {
        Colour = colour;
        Dash = dash;
        Marker = marker;
    }

    /// <summary>A CSS colour.</summary>
    public string Colour { get; }

    /// <summary>An SVG dash array; empty for a whole line.</summary>
    public string Dash { get; }

    /// <summary>An SVG path around the origin.</summary>
    public string Marker { get; }

    /// <summary>
    /// The styles of learners in their order. Settings of one learner, as a sweep names them (notes-2, notes-4), share a
    /// colour and differ in dash and marker.
    /// </summary>
    /// <param name="learners">For each its id, and whether it is a yardstick.</param>
    public static IReadOnlyList<SeriesStyle> For(IReadOnlyList<(string Id, bool IsYardstick)> learners)
    {
        var families = new List<string>();
        var styles = new List<SeriesStyle>();
        for (var i = 0; i < learners.Count; i++)
        {
            var (id, isYardstick) = learners[i];
            var family = FamilyOf(id);
            if (!isYardstick && !families.Contains(family))
            {
                families.Add(family);
            }

            // Eleven markers and six dashes share no divisor, so that 66 learners differ without their colours.
            var colour = isYardstick
                ? "var(--yardstick)"
                : $"var(--c{(families.IndexOf(family) % Colours).ToString(CultureInfo.InvariantCulture)})";
            styles.Add(new SeriesStyle(colour, Dashes[i % Dashes.Length], Markers[i % Markers.Length]));
        }

        return styles;
    }

    /// <summary>A short stretch of the line with its marker, for legends and tables.</summary>
    public string Swatch() =>
        "<svg class=\"swatch\" viewBox=\"0 0 34 12\" width=\"34\" height=\"12\" aria-hidden=\"true\">"
        + $"<g transform=\"translate(17,6)\" style=\"color:{Colour}\"><path d=\"M-17,0H17\" class=\"line\" "
        + $"stroke-dasharray=\"{Dash}\"/><path d=\"{Marker}\" class=\"marker\"/></g></svg>";

    private static string FamilyOf(string id)
    {
        var cut = id.LastIndexOf('-');
        return cut > 0 && double.TryParse(id.AsSpan(cut + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? id[..cut]
            : id;
    }
}
