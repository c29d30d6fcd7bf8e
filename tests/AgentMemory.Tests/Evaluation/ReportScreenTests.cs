using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Report.Images;

namespace AgentMemory.Tests.Evaluation;

/// <summary>What a reader sees first, and how it is drawn.</summary>
public sealed partial class ReportScreenTests
{
    [Fact]
    public void The_heading_answers_the_question_for_each_path()
    {
        Assert.Equal(
            "With small, on these 2 tasks: writing things down is undecided on all of them; changing weights keeps improving on 2 of 2 (lora); "
            + "doing both at once gets worse on all of them.",
            Answer.Of(GoldenVerdictTests.Made()));
        // No path is known: each learner's own word.
        var unknown = Judge.Of(MadeCurves.Table(MadeCurves.Noisy("mine", 0.1, 0.05, 1, 5, 12, 1)), new JudgementSettings());
        Assert.Equal("mine is still improving.", Answer.Of(unknown));
    }

    [Fact]
    public void On_one_task_the_best_word_of_a_path_is_told_with_its_learner()
    {
        var verdict = Judged(
            Of("notes", "memory", 0.3, 0), Of("context", "memory", 0.1, 0.05), Of("lora", "weights", 0.3, 0));
        Assert.Equal("On t0: writing things down keeps improving (context); changing weights has levelled off.", Answer.Of(verdict));
    }

    [Fact]
    public void The_first_drawing_is_against_operations_on_a_log_scale_and_against_blocks_where_none_are_known()
    {
        var html = HtmlReport.Write(HtmlReportTests.Contents(GoldenVerdictTests.Made()));
        Assert.Contains("id=\"axis-flops\" checked", html, StringComparison.Ordinal);
        Assert.Contains("id=\"log\" checked", html, StringComparison.Ordinal);
        var plain = Page(Judge.Of(MadeCurves.Table(Of("a", null, 0.1, 0.05)), new JudgementSettings()));
        Assert.Contains("id=\"axis-steps\" checked", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"log\" checked", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_and_weights_differ_in_colour_and_in_marker_and_references_are_grey_without_a_badge()
    {
        var styles = SeriesStyle.For(GoldenVerdictTests.Made().Learners);
        var of = GoldenVerdictTests.Made().Learners.Zip(styles).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        Assert.Equal(("var(--c0)", "var(--c1)", "var(--yardstick)"), (of["notes"].Colour, of["lora"].Colour, of["frozen"].Colour));
        Assert.NotEqual(of["notes"].Marker, of["lora"].Marker);
        var html = HtmlReport.Write(HtmlReportTests.Contents(GoldenVerdictTests.Made()));
        foreach (Match row in ReferenceRow().Matches(html))
        {
            Assert.DoesNotContain("class=\"word", row.Value, StringComparison.Ordinal);
        }

        Assert.NotEmpty(ReferenceRow().Matches(html));
    }

    [Fact]
    public void Sixty_learners_of_one_path_share_no_dash_and_marker()
    {
        var verdict = Judged([.. Enumerable.Range(0, 60).Select(i => Of($"n{i:D2}", "memory", 0.1, 0))]);
        Assert.Equal(60, SeriesStyle.For(verdict.Learners).Select(style => (style.Dash, style.Marker)).Distinct().Count());
    }

    [Fact]
    public void Solved_a_plateau_after_a_gain_and_one_that_never_moved_look_different()
    {
        double[] rise = [0.1, 0.3, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6];
        var verdict = Judged(
            Shifted("gained", rise, 0.002), Shifted("still", [.. rise.Select(_ => 0.2)], 0.01), Shifted("solved", [.. rise.Select((_, i) => i < 3 ? 0.4 : 1.0)], 0));
        var looks = verdict.Tasks.ToDictionary(task => task.Learner, task =>
        {
            var cell = new Markup();
            VerdictBadge.Write(cell, task);
            return cell.ToString();
        });
        Assert.Contains("after a gain", looks["gained"], StringComparison.Ordinal);
        Assert.Contains("never moved", looks["still"], StringComparison.Ordinal);
        Assert.Contains("word solved", looks["solved"], StringComparison.Ordinal);
        Assert.Equal(3, looks.Values.Select(look => Sign().Match(look).Value).Distinct().Count());

        static IEnumerable<CurvePoint> Shifted(string id, double[] scores, double by) =>
            MadeCurves.Learner(id, "t", [.. Enumerable.Range(0, 5).Select(seed => scores.Select(score => score + (by * seed)).ToArray())])
                .Select(point => point with { Path = "memory" });
    }

    [Fact]
    public void Every_task_has_a_small_chart_that_is_named_for_a_screen_reader_and_whose_lines_can_be_hidden()
    {
        var html = HtmlReport.Write(HtmlReportTests.Contents(GoldenVerdictTests.Made()));
        var charts = Regex.Matches(html, "<svg class=\"small\".*?</svg>", RegexOptions.Singleline);
        Assert.Equal(2, charts.Count);
        Assert.All(charts, chart => Assert.Contains("role=\"img\" aria-label=\"Score by block on t", chart.Value, StringComparison.Ordinal));
        Assert.All(charts, chart => Assert.Equal(5, Regex.Count(chart.Value, "<polyline")));
        Assert.Contains("main:has(#show-0:not(:checked)) .s0{display:none}", html, StringComparison.Ordinal);
        Assert.All(Regex.Matches(html, "<svg[^>]*>").Select(tag => tag.Value), tag => Assert.Matches("aria-hidden=\"true\"|role=\"(img|group)\"", tag));
    }

    [Fact]
    public void Many_tasks_are_counted_beside_the_curves_and_groups_stand_there_where_the_plan_names_them()
    {
        var many = Judged(
            MadeCurves.Noisy("notes", 0.2, 0, 12, 5, 8, 3).Select(point => point with { Path = "memory" }),
            MadeCurves.Noisy("lora", 0.2, 0.02, 12, 5, 8, 4).Select(point => point with { Path = "weights" }));
        var words = Written(many);
        Assert.Contains("Tasks by verdict", words, StringComparison.Ordinal);
        var grouped = many with { Groups = [new GroupVerdict("seen", ["t0"], many.Learners, []), new GroupVerdict("unseen", ["t1"], many.Learners, [])] };
        Assert.Contains("tasks unseen", Written(grouped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_above_one_is_explained_by_its_exam()
    {
        var verdict = Judged(Of("lora", "weights", 0.9, 0.02));
        Assert.Contains("told too low", Written(verdict), StringComparison.Ordinal);
        var sampled = verdict with { Tasks = [.. verdict.Tasks.Select(task => task with { Exam = "sampled" })] };
        Assert.Contains("luck in a sampled exam", Written(sampled), StringComparison.Ordinal);
        Assert.DoesNotContain("above 1", Written(Judged(Of("lora", "weights", 0.1, 0.02))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_that_no_model_computes_for_is_named_where_it_cannot_be_drawn()
    {
        var verdict = Judged(
            Of("lora", "weights", 0.1, 0.02).WithFlops(1e9), Of("ideal", "reference", 0.1, 0.08).WithFlops(0));
        Assert.Contains("Not drawn against FLOPs, since no model computes for it: ideal, ", Written(verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_shows_what_changed_and_not_its_tallies()
    {
        var contents = HtmlReportTests.Contents(GoldenVerdictTests.Made()) with
        {
            Notebooks =
            [
                new NotebookPage("notes", "1", 1, "take 1 is forbidden (+1 -0)\ntake 4 is forbidden (+1 -0)"),
                new NotebookPage("notes", "1", 2, "take 1 is forbidden (+2 -0)\ntake 4 is allowed (+1 -0)"),
                new NotebookPage("notes", "1", 3, "take 1 is forbidden (+3 -0)\ntake 4 is allowed (+2 -0)"),
                new NotebookPage("lora", "1", 1, "8 lessons") { IsLog = true },
            ],
        };
        var html = HtmlReport.Write(contents);
        var second = html[html.IndexOf("After block 2", StringComparison.Ordinal)..html.IndexOf("After block 3", StringComparison.Ordinal)];
        Assert.Contains("+ take 4 is allowed (&#43;1 -0)", second.Replace("(+", "(&#43;", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("- take 4 is forbidden", second, StringComparison.Ordinal);
        Assert.DoesNotContain("take 1", second, StringComparison.Ordinal);
        Assert.Contains("1 line says the same as before", second, StringComparison.Ordinal);
        Assert.Contains("take 1 is forbidden", html[html.IndexOf("After block 3", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Reports of study", html, StringComparison.Ordinal);
        Assert.DoesNotContain("+ 8 lessons", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page", "170mm", null)]
    [InlineData("slide", "1280", "720")]
    public void Pictures_stand_alone_with_colours_written_out(string name, string width, string? height)
    {
        var size = PictureSize.All.Single(size => size.Name == name);
        var contents = HtmlReportTests.Contents(GoldenVerdictTests.Made());
        foreach (var svg in new[] { Pictures.Curves(contents, size), Pictures.Verdicts(contents, size) })
        {
            Assert.DoesNotContain("var(", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            var root = XDocument.Parse(svg).Root!;
            Assert.Equal((width, height), (root.Attribute("width")!.Value, root.Attribute("height")?.Value));
            Assert.Contains("keeps improving on 2 of 2 (lora)", string.Join(' ', root.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)), StringComparison.Ordinal);
        }

        Assert.Contains("improving", Pictures.Verdicts(contents, size), StringComparison.Ordinal);
    }

    /// <summary>Web Content Accessibility Guidelines 2.2, 1.4.3 and 1.4.11: text at 4.5 to 1, lines and signs at 3 to 1.</summary>
    [Fact]
    public void Text_and_lines_stand_out_from_the_paper_in_light_dark_and_print()
    {
        var palettes = Regex.Matches(File.ReadAllText(RepositoryFiles.Path("src", "AgentMemory.Verdicts", "Report", "palette.css")), @":root \{(.*?)\}", RegexOptions.Singleline);
        Assert.Equal(3, palettes.Count);
        foreach (Match palette in palettes)
        {
            var colours = Regex.Matches(palette.Groups[1].Value, @"--([\w-]+): (#[0-9a-f]{6})").ToDictionary(colour => colour.Groups[1].Value, colour => colour.Groups[2].Value);
            string[] texts = ["ink", "soft", "up", "down", "flat", "unsure"];
            Assert.All(texts, name => Assert.InRange(Contrast(colours[name], colours["paper"]), 4.5, 21));
            Assert.InRange(Contrast(colours["soft"], colours["wash"]), 4.5, 21);
            Assert.All(colours.Keys.Where(name => name is "yardstick" or ['c', _]), name => Assert.InRange(Contrast(colours[name], colours["paper"]), 3, 21));
        }
    }

    private static double Contrast(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] weights = [0.2126, 0.7152, 0.0722];
        return weights.Select((weight, i) =>
        {
            var part = int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return weight * (part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4));
        }).Sum();
    }

    private static string Written(Verdict verdict) => HtmlReportTests.Words(Page(verdict));

    private static string Page(Verdict verdict) => HtmlReport.Write(new ReportContents { Title = "t", Verdict = verdict });

    private static Verdict Judged(params IEnumerable<CurvePoint>[] learners) => Judge.Of(MadeCurves.Table(learners), new JudgementSettings());

    private static IEnumerable<CurvePoint> Of(string id, string? path, double start, double rise) =>
        MadeCurves.Noisy(id, start, rise, 1, 5, 12, 7).Select(point => point with { Path = path });

    [GeneratedRegex("<tr><th scope=\"row\">(?:(?!</tr>).)*?class=\"id\">(frozen|retry)</span>(?:(?!</tr>).)*</tr>", RegexOptions.Singleline)]
    private static partial Regex ReferenceRow();

    [GeneratedRegex("<path d=\"[^\"]*\"")]
    private static partial Regex Sign();
}
