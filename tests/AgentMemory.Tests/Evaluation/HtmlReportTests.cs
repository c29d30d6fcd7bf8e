using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void The_file_stands_alone()
    {
        var html = HtmlReport.Write(Contents(GoldenVerdictTests.Made()));
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.All(Links().Matches(html), link => Assert.Equal("data:,", link.Groups[1].Value));
    }

    [Fact]
    public void The_same_contents_give_the_same_bytes() => Assert.Equal(
        HtmlReport.Write(Contents(GoldenVerdictTests.Made())), HtmlReport.Write(Contents(GoldenVerdictTests.Made())));

    [Fact]
    public void The_verdict_comes_first_in_words()
    {
        var words = Words(HtmlReport.Write(Contents(GoldenVerdictTests.Made())));
        Assert.True(
            words.IndexOf("changing weights keeps improving on 2 of 2 (lora)", StringComparison.Ordinal) is >= 0 and var answer
            && answer < words.IndexOf("Learning curves", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_axis_has_a_drawing_of_every_learner()
    {
        var html = HtmlReport.Write(Contents(GoldenVerdictTests.Made()));
        foreach (var axis in new[] { "steps", "tokens", "flops" })
        {
            var plot = Regex.Match(html, $"<svg class=\"plot {axis} lin\".*?</svg>", RegexOptions.Singleline).Value;
            Assert.Equal(5, Regex.Count(plot, "<polyline "));
            Assert.Equal(5, Regex.Count(plot, "class=\"band "));
        }
    }

    [Fact]
    public void Pretraining_is_a_dashed_line_of_its_own_spread_over_the_runs_and_none_where_it_is_not_known()
    {
        var unknown = GoldenVerdictTests.Made();
        Assert.DoesNotContain("<g class=\"mark pretraining\">", HtmlReport.Write(Contents(unknown)), StringComparison.Ordinal);
        // Two tasks and five seeds, but each trial learns both tasks: five runs.
        var known = unknown with { Model = unknown.Model! with { PretrainingFlops = 50e12 } };
        var html = HtmlReport.Write(Contents(known));
        Assert.Contains("50.0T operations, spread over the 5 runs of a learner, 10.0T each", Words(html), StringComparison.Ordinal);
        foreach (var (axis, scale, lines) in new[] { ("flops", "log", 1), ("flops", "lin", 0), ("steps", "lin", 0), ("tokens", "log", 0) })
        {
            var plot = Regex.Match(html, $"<svg class=\"plot {axis} {scale}\".*?</svg>", RegexOptions.Singleline).Value;
            Assert.Equal(lines, Regex.Count(plot, "<g class=\"mark pretraining\">"));
        }

        // No more than what a run took: there the even scale has room for it as well.
        var cheap = HtmlReport.Write(Contents(unknown with { Model = unknown.Model! with { PretrainingFlops = 50e9 } }));
        Assert.Equal(2, Regex.Count(cheap, "<g class=\"mark pretraining\">"));
    }

    [Fact]
    public void No_two_learners_share_dash_and_marker()
    {
        var html = HtmlReport.Write(Contents(GoldenVerdictTests.Made()));
        var legend = Regex.Match(html, "<ul class=\"legend\".*?</ul>", RegexOptions.Singleline).Value;
        var looks = Regex.Matches(legend, "stroke-dasharray=\"(.*?)\"/><path d=\"(.*?)\"")
            .Select(look => (look.Groups[1].Value, look.Groups[2].Value)).ToArray();
        Assert.Equal(5, looks.Length);
        Assert.Equal(5, looks.Distinct().Count());
    }

    [Fact]
    public void Names_and_replies_cannot_break_out_of_the_page()
    {
        const string Evil = "</script><script>alert(1)</script>\"'&";
        var verdict = Judge.Of(
            MadeCurves.Table(MadeCurves.Noisy(Evil, 0.2, 0.01, 1, 3, 8, 1)), new JudgementSettings());
        var html = HtmlReport.Write(Contents(verdict) with
        {
            Title = Evil,
            Episodes = [Episode(Evil)],
            Tables = [new ReportTable(Evil, Evil, [Evil, "b"], [[Evil, Evil]])],
            Notebooks = [new NotebookPage(Evil, Evil, 1, Evil)],
        });
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "</script>"));
        var points = Regex.Match(html, "id=\"points\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        using var json = JsonDocument.Parse(points);
        Assert.Equal(Evil, json.RootElement.GetProperty("learners")[0].GetProperty("id").GetString());
    }

    [Fact]
    public void Regret_over_states_never_met_is_not_available_where_no_world_has_eight_of_them()
    {
        var states = MadeCurves.Noisy("lora", 0.1, 0.05, 1, 5, 8, 1).Select(point => point with { IsOfStates = true });
        Assert.DoesNotContain("never met", Written(MadeCurves.Noisy("lora", 0.1, 0.05, 1, 5, 8, 1)), StringComparison.Ordinal);
        Assert.Contains("<td>not available</td>", Written(states), StringComparison.Ordinal);

        // Of the worlds that have enough of them, at the last exam: one is blank.
        var some = states.Select(point => point with
        {
            UnmetRegret = point.Seed == "0" ? null : point.Step + double.Parse(point.Seed, CultureInfo.InvariantCulture),
        });
        var verdict = Judge.Of(MadeCurves.Table(some), new JudgementSettings());
        Assert.Equal(7 + 2.5, verdict.Tasks[0].FinalUnmetRegret!.Value!.Value, 1e-12);
        using var json = JsonDocument.Parse(VerdictJson.Write(verdict));
        Assert.Equal(9.5, json.RootElement.GetProperty("tasks")[0].GetProperty("final_unmet_regret").GetProperty("value").GetDouble(), 1e-9);
        Assert.DoesNotContain("<td>not available</td>", Written(some), StringComparison.Ordinal);
        Assert.Equal(19, Judge.Of(MadeCurves.Table(some), new JudgementSettings { Optimum = 0.5 }).Tasks[0].FinalUnmetRegret!.Value!.Value, 1e-12);

        static string Written(IEnumerable<CurvePoint> points) =>
            HtmlReport.Write(new ReportContents { Title = "t", Verdict = Judge.Of(MadeCurves.Table(points), new JudgementSettings()) });
    }

    [Fact]
    public void One_learner_with_one_seed_and_one_step_makes_a_report_too()
    {
        var verdict = Judge.Of(MadeCurves.Table(MadeCurves.Learner("a", "t", [0.5])), new JudgementSettings());
        Assert.Contains("Too few points to tell", HtmlReport.Write(new ReportContents { Title = "t", Verdict = verdict }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_is_drawn_and_settings_of_one_learner_share_a_colour_but_no_dash_and_marker()
    {
        var html = HtmlReport.Write(Contents(GoldenVerdictTests.Made()));
        var panel = Regex.Match(html, "<svg class=\"panel\".*?</svg>", RegexOptions.Singleline).Value;
        Assert.Contains("8 lines", panel, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(panel, "class=\"marker\""));
        Assert.Equal(1, Regex.Count(panel, "class=\"whisker\""));
        Assert.Contains("class=\"twin\"", panel, StringComparison.Ordinal);
        var curves = new[] { "notes-2", "lora", "notes-4" }.Select(id => MadeCurves.Noisy(id, 0.2, 0.01, 1, 3, 8, 5)).ToArray();
        var swatches = Regex.Matches(
            HtmlReport.Write(new ReportContents { Title = "t", Verdict = Judge.Of(MadeCurves.Table(curves), new JudgementSettings()) }),
            "<tr><th scope=\"row\"><svg class=\"swatch\".*?style=\"color:(.*?)\"><path.*?stroke-dasharray=\"(.*?)\"/><path d=\"(.*?)\"")
            .Take(3).Select(match => (Colour: match.Groups[1].Value, Look: (match.Groups[2].Value, match.Groups[3].Value))).ToArray();
        // In the order of their names: lora, notes-2, notes-4.
        Assert.NotEqual(swatches[0].Colour, swatches[1].Colour);
        Assert.Equal(swatches[1].Colour, swatches[2].Colour);
        Assert.Equal(3, swatches.Select(swatch => swatch.Look).Distinct().Count());
    }

    [Fact]
    public void The_curves_stand_in_numbers_too()
    {
        var words = Words(HtmlReport.Write(Contents(GoldenVerdictTests.Made())));
        var lora = GoldenVerdictTests.Made().Learners.Single(learner => learner.Id == "lora").Curve[7].Score;
        var numbers = words[words.IndexOf("The curves in numbers", StringComparison.Ordinal)..];
        Assert.Contains(Wording.Parts(lora).Value, numbers.Split('\n').First(line => line.StartsWith("7 ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Drawings_hold_no_number_that_is_none()
    {
        var html = HtmlReport.Write(Contents(GoldenVerdictTests.Made()));
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
    }

    internal static ReportContents Contents(Verdict verdict) => new()
    {
        Title = "A plan made for tests",
        Verdict = verdict,
        NoLearning = "frozen",
        Facts = [new ReportFact("tasks", "2"), new ReportFact("blocks", "11")],
        Tables = [new ReportTable("Capacity", "Where the plateau stands.", ["notes", "final"], [["8 lines", "0.4"], ["16 lines", "0.6"]])
        {
            Sweep =
            [
                new SweepPoint("8 lines", "notes", new Interval(0.4, 0.3, 0.5)),
                new SweepPoint("16 lines", "lora", new Interval(0.6, null, null)),
            ],
        }],
        Episodes = [Episode("notes")],
        Notebooks = [new NotebookPage("notes", "1", 1, "- take 4 loses"), new NotebookPage("notes", "1", 2, "- take 3 wins")],
    };

    /// <summary>What is left when markup, styles, scripts and drawings are taken away.</summary>
    internal static string Words(string html)
    {
        var text = Regex.Replace(html, "<(style|script|svg)\\b.*?</\\1>", " ", RegexOptions.Singleline);
        text = Regex.Replace(text, "</(p|h1|h2|h3|tr|li|div|section|summary|dl|pre|legend|label)>", "\n");
        text = WebUtility.HtmlDecode(Regex.Replace(text, "<[^>]*>", " "));
        var lines = text.Split('\n').Select(line => Regex.Replace(line, "[ \t]+", " ").Trim()).Where(line => line.Length > 0);
        return string.Join('\n', lines) + "\n";
    }

    private static ReplayedEpisode Episode(string learner) => new()
    {
        Learner = learner,
        Task = "heaps?seed=7",
        Seed = "1",
        Block = 3,
        Kind = "exam",
        Score = 1,
        Outcome = "you win",
        Moves =
        [
            new ReplayedMove("heap 9", "take 4", Unreadable: "tkae 4", Memory: $"- take 4 loses, says {learner}"),
            new ReplayedMove("heap 5", "take 3", Memory: $"- take 4 loses, says {learner}"),
        ],
    };

    [GeneratedRegex("href=\"(.*?)\"")]
    private static partial Regex Links();
}
