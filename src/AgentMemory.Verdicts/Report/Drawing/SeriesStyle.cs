using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>
/// How a learner is drawn everywhere: a colour, a dash and a marker, no two of which coincide, so that colour is never
/// needed. Colours are Okabe and Ito's eight (2008), some darker for contrast, told apart by colour-blind eyes; yardsticks are grey.
/// </summary>
internal sealed record SeriesStyle
{
    private static readonly string[] Dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2"];

    // Round and even for memory, pointed for weights, so that a path is told without its colour.
    private static readonly string[] Markers =
    [
        "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
        "M-2.4,-4.4H2.4L4.8,0L2.4,4.4H-2.4L-4.8,0Z",
        "M-1.6,-4.6H1.6V-1.6H4.6V1.6H1.6V4.6H-1.6V1.6H-4.6V-1.6H-1.6Z",
        "M-4.6,-1.5H4.6V1.5H-4.6Z",
        "M0,-4.8L4.6,3.4H-4.6Z",
        "M0,-5.2L5.2,0L0,5.2L-5.2,0Z",
        "M0,4.8L4.6,-3.4H-4.6Z",
        "M0,-5L1.3,-1.6L4.8,-1.5L2,0.6L3,4L0,2L-3,4L-2,0.6L-4.8,-1.5L-1.3,-1.6Z",
        "M-3.6,-3.6H3.6V3.6H-3.6Z",
        "M-4.4,-4.4H4.4L-4.4,4.4H4.4Z",
        "M-3,-4.6L0,-1.6L3,-4.6L4.6,-3L1.6,0L4.6,3L3,4.6L0,1.6L-3,4.6L-4.6,3L-1.6,0L-4.6,-3Z",
    ];

    private static readonly Dictionary<string, PathLook> Looks = new(StringComparer.Ordinal)
    {
        [PathName.Memory] = new([0, 5, 2], [0, 1, 4], [0, 1, 2, 3]),
        [PathName.Weights] = new([1, 4], [1, 3, 0], [4, 5, 6, 7]),
        [PathName.Both] = new([3, 6], [4, 3, 0], [8, 9]),
        [PathName.Reference] = new([], [2, 5, 1, 3], [10, 8, 3, 9, 0, 6, 5]),
    };

    private static readonly PathLook Unknown = new([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5], [0, 8, 4, 5, 6, 2, 7, 1, 9, 10, 3]);

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
    /// The styles of learners in their order: cold colours and round markers for memory, warm and pointed for weights, grey for references.
    /// Settings of one learner, as a sweep names them (notes-2, notes-4), share a colour and differ in dash and marker.
    /// </summary>
    public static IReadOnlyList<SeriesStyle> For(IReadOnlyList<LearnerVerdict> learners)
    {
        var families = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var taken = new HashSet<(string, string)>();
        var styles = new List<SeriesStyle>();
        foreach (var learner in learners)
        {
            var look = learner.Path is { } path && Looks.TryGetValue(path, out var known) ? known : Unknown;
            var named = families.TryGetValue(learner.Path ?? "", out var list) ? list : families[learner.Path ?? ""] = [];
            var family = FamilyOf(learner.Id);
            if (!named.Contains(family))
            {
                named.Add(family);
            }

            var colour = look.Colours.Length == 0
                ? "var(--yardstick)"
                : $"var(--c{look.Colours[named.IndexOf(family) % look.Colours.Length].ToString(CultureInfo.InvariantCulture)})";
            var (dash, marker) = Pairs(look).Concat(Pairs(Unknown)).FirstOrDefault(pair => !taken.Contains(pair), Pairs(look).First());
            taken.Add((dash, marker));
            styles.Add(new SeriesStyle(colour, dash, marker));
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

    // Both change from one learner to the next; later rounds shift one against the other.
    private static IEnumerable<(string Dash, string Marker)> Pairs(PathLook look) =>
        from round in Enumerable.Range(0, look.Dashes.Length)
        from i in Enumerable.Range(0, look.Markers.Length)
        select (Dashes[look.Dashes[(i + round) % look.Dashes.Length]], Markers[look.Markers[i]]);

    private sealed record PathLook(int[] Colours, int[] Dashes, int[] Markers);
}
