using System.Globalization;
using System.Text.RegularExpressions;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// A notebook block by block, with what came and went. A line that says the same as before with another tally, "(+2 -0)" for "(+1 -0)", is
/// unchanged: else every line would differ in every block, and a line that was turned round would not be seen.
/// </summary>
internal static partial class NotebookDifferences
{
    public static void Write(Markup page, string learner, string seed, IReadOnlyList<NotebookPage> pages)
    {
        page.Raw("<details class=\"notebook\"><summary>").Element("b", learner)
            .Text(string.Create(CultureInfo.InvariantCulture, $", seed {seed}: {pages.Count} pages")).Raw("</summary>");
        IReadOnlyList<string> earlier = [];
        foreach (var (number, written) in pages.Index())
        {
            var lines = written.Text.ReplaceLineEndings("\n").Split('\n');
            page.Element("h3", string.Create(CultureInfo.InvariantCulture, $"After block {written.Block}")).Raw("<pre>");
            if (written.IsLog)
            {
                lines.ToList().ForEach(line => page.Text(line).Raw("\n"));
            }
            else
            {
                WriteDifference(page, earlier, lines, isWhole: number == 0 || number == pages.Count - 1);
            }

            page.Raw("</pre>");
            earlier = lines;
        }

        page.Raw("</details>");
    }

    // The first page and the last are whole; between them only what changed.
    private static void WriteDifference(Markup page, IReadOnlyList<string> earlier, IReadOnlyList<string> lines, bool isWhole)
    {
        var before = earlier.Select(Said).ToHashSet(StringComparer.Ordinal);
        var now = lines.Select(Said).ToHashSet(StringComparer.Ordinal);
        var kept = 0;
        foreach (var line in lines)
        {
            var isKept = before.Contains(Said(line));
            kept += isKept ? 1 : 0;
            if (isWhole || !isKept)
            {
                page.Element("span", $"{(isKept ? " " : "+")} {line}", isKept ? "kept" : "added").Raw("\n");
            }
        }

        foreach (var line in earlier.Where(line => !now.Contains(Said(line))))
        {
            page.Element("span", $"- {line}", "removed").Raw("\n");
        }

        if (!isWhole && kept > 0)
        {
            var say = kept == 1 ? "line says" : "lines say";
            page.Element("span", string.Create(CultureInfo.InvariantCulture, $"  {kept} {say} the same as before"), "kept").Raw("\n");
        }
    }

    private static string Said(string line) => Tally().Replace(line, "");

    [GeneratedRegex(@"\s*\(\+\d+ -\d+\)\s*$")]
    private static partial Regex Tally();
}
