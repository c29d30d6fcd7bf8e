using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Experiments.Results;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>Evidence used from the rooms of a run through its ledger to verdict, curves, page and drawing.</summary>
public sealed class EvidenceVerdictTests
{
    private const string Task = "vault?bits=64&features=2";

    [Fact]
    public void Learners_of_known_make_get_their_readings_from_the_ledger_of_a_run()
    {
        using var folder = new TemporaryFolder();
        var plan = EvidenceRun.Plan(Task, 8);
        var evidence = EvidenceRun.Of(folder, plan).Verdict.Evidence.ToDictionary(one => one.Learner);
        Assert.Equal(plan.Learners.Select(learner => learner.Name), evidence.Keys);
        foreach (var (learner, reading) in new[]
        {
            ("ideal-256", "i"), ("half-256", "b"), ("window-32", "c"), ("facts-18", "c"), ("frozen-256", "a"), ("memoriser-256", "a"),
        })
        {
            Assert.Equal((learner, reading), (learner, EvidenceWords.Letter(evidence[learner].Reading)));
        }

        Assert.Equal([false, true], new[] { "frozen-256", "memoriser-256" }.Select(learner => evidence[learner].Stores!.Value));
        Assert.Equal(KneeReading.Capacity, evidence["window-32"].Knee!.Reading);
        Assert.Equal("window-64", evidence["window-32"].Knee!.Other);
        Assert.Equal(KneeReading.NotCapacity, evidence["ideal-256"].Knee!.Reading);
        Assert.Null(evidence["window-64"].Knee);

        // What a window keeps it uses: its level is the window's, and nothing but storage is lost.
        Assert.Equal(WindowReading.OfWindow, evidence["window-32"].Window!.Reading);
        Assert.Equal(WindowReading.BelowWindow, evidence["memoriser-256"].Window!.Reading);
        Assert.Null(evidence["ideal-256"].Window);
        var window = evidence["window-32"].Points[^1];
        Assert.Equal(window.HeldBits!.Value!.Value, window.UsedBits!.Value!.Value, 1e-9);
        Assert.Equal("episodes_max 32", evidence["window-32"].Setting);

        // Who was told all before the first game sets the top, and has no way to go itself.
        Assert.Equal((EvidenceReading.Undecided, null), (evidence["told"].Reading, evidence["told"].Points[^1].UsedBits));
        Assert.All(evidence.Values, one => Assert.Equal(8, one.Worlds));
        Assert.All(evidence.Values, one => Assert.Contains("(8 worlds.)", one.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void Out_of_capacity_is_not_said_without_the_learner_that_was_told_all()
    {
        using var folder = new TemporaryFolder();
        var evidence = Assert.Single(EvidenceRun.Of(folder, EvidenceRun.Plan(Task, 8, "window-32")).Verdict.Evidence);
        Assert.Equal(EvidenceReading.Undecided, evidence.Reading);
        Assert.Contains("without the learner told", evidence.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_transcripts_told_is_kept_once_where_they_are_the_same()
    {
        using var folder = new TemporaryFolder();
        EvidenceRun.Of(folder, EvidenceRun.Plan("vault?bits=8&features=2", 2, "ideal-64", "frozen-64", "memoriser-64"));
        // Two worlds, and an exam before and after each of six blocks.
        Assert.Equal(2 * 7, Scalar(folder, "SELECT count(*) FROM evidence"));
        Assert.Equal(3 * 2 * 7, Scalar(folder, "SELECT count(*) FROM score WHERE evidence_id IS NOT NULL"));
    }

    [Fact]
    public void A_ledger_of_before_opens_and_has_no_evidence()
    {
        using var folder = new TemporaryFolder();
        var plan = EvidenceRun.Plan("vault?bits=8&features=2", 2, "ideal-64");
        var now = EvidenceRun.Of(folder, plan);
        Assert.NotEmpty(now.Verdict.Evidence);
        Execute(folder, "ALTER TABLE score DROP COLUMN evidence_id; DROP TABLE evidence; PRAGMA user_version = 7;");
        var before = EvidenceRun.Again(folder, plan);
        Assert.Empty(before.Verdict.Evidence);
        Assert.Equal(now.Curves.Points.Select(point => point.Score), before.Curves.Points.Select(point => point.Score));
        Assert.Null(EvidenceFigure.Svg(before.Verdict));
        Assert.DoesNotContain("Evidence used", VerdictText.Write(before.Verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_counts_when_its_last_exam_has_been_sat()
    {
        using var folder = new TemporaryFolder();
        var plan = EvidenceRun.Plan("vault?bits=8&features=2", 4, "ideal-64", "half-64");
        var whole = EvidenceRun.Of(folder, plan);
        Execute(folder, "DELETE FROM score WHERE block_id IN (SELECT id FROM block WHERE learner = 'half-64' AND seed = 4 AND block = 6); "
            + "DELETE FROM block WHERE learner = 'half-64' AND seed = 4 AND block = 6;");
        var part = EvidenceRun.Again(folder, plan);
        Assert.Equal([4, 3], part.Verdict.Evidence.Select(one => one.Worlds));
        Assert.Equal(Points(whole, "ideal-64"), Points(part, "ideal-64"));

        static string Points(RunResults run, string learner) =>
            string.Join(' ', run.Verdict.Evidence.Single(one => one.Learner == learner).Points.Select(point => $"{point.UsedBits!.Value:R}"));
    }

    [Fact]
    public void Curves_have_what_was_told_in_each_world_and_what_was_used_in_all()
    {
        using var folder = new TemporaryFolder();
        var run = EvidenceRun.Of(folder, EvidenceRun.Plan("vault?bits=8&features=2", 3, "ideal-64"));
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        CurveCsv.Write(run.Curves, text);
        var rows = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("flops_per_game,evidence_bits,used_bits,unmet_regret,score_raw,score_calibrated", rows[0], StringComparison.Ordinal);
        var points = Assert.Single(run.Verdict.Evidence).Points;
        var last = rows.Skip(1).Select(row => row.Split(',')).Where(row => row[4] == "6").ToList();
        Assert.Equal(3, last.Count);
        Assert.All(last, row => Assert.Equal(points[^1].UsedBits!.Value!.Value, double.Parse(row[^4], CultureInfo.InvariantCulture)));
        Assert.Equal(points[^1].AvailableBits, last.Average(row => double.Parse(row[^5], CultureInfo.InvariantCulture)), 1e-9);
        var read = CurveCsv.Read(new StringReader(text.ToString()), "curves.csv");
        Assert.Equal(
            run.Curves.Points.Select(point => (point.EvidenceBits, point.UsedBits)), read.Points.Select(point => (point.EvidenceBits, point.UsedBits)));
    }

    [Fact]
    public void The_document_says_it_and_can_be_read_again()
    {
        using var folder = new TemporaryFolder();
        var verdict = EvidenceRun.Of(folder, EvidenceRun.Plan("vault?bits=8&features=2", 4)).Verdict;
        using var document = JsonDocument.Parse(VerdictJson.Write(verdict));
        var first = document.RootElement.GetProperty("evidence")[0];
        foreach (var name in new[] { "task", "learner", "setting", "reading", "why", "knee", "window", "points" })
        {
            Assert.True(first.TryGetProperty(name, out _), name);
        }

        foreach (var name in new[] { "n", "available_bits", "used_bits", "at_least", "games", "met" })
        {
            Assert.True(first.GetProperty("points")[1].TryGetProperty(name, out _), name);
        }

        var again = verdict with { Evidence = EvidenceJson.Read(document.RootElement) };
        Assert.Equal(VerdictJson.Write(verdict), VerdictJson.Write(again));
        Assert.Equal(VerdictText.Write(verdict), VerdictText.Write(again));
        using var earlier = JsonDocument.Parse("{\"evidence\": [{\"task\": 1}]}");
        Assert.Empty(EvidenceJson.Read(earlier.RootElement));
    }

    [Fact]
    public void The_drawing_stands_alone_and_every_line_bears_its_name()
    {
        using var folder = new TemporaryFolder();
        var verdict = EvidenceRun.Of(folder, EvidenceRun.Plan("vault?bits=8&features=2", 4)).Verdict;
        var svg = EvidenceFigure.Svg(verdict)!;
        Assert.StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
        Assert.Contains("@media print", svg, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(svg);
        var names = Regex.Matches(svg, "dy=\"\\.32em\">([a-z]+-[0-9]+)</text>").Select(name => name.Groups[1].Value).ToList();
        Assert.Equal(verdict.Evidence.Where(one => one.Points[^1].UsedBits is not null).Select(one => one.Learner).Order(), names.Order());
        const string Look = "class=\"series\".*?class=\"line\" stroke-dasharray=\"(.*?)\".*?class=\"marker\".*?d=\"(.*?)\"";
        var looks = Regex.Matches(svg, Look, RegexOptions.Singleline)
            .Select(look => (look.Groups[1].Value, look.Groups[2].Value)).ToList();
        Assert.Equal(names.Count, looks.Distinct().Count());
        Assert.All(Regex.Matches(svg, "<g class=\"series\"[^>]*>"), series => Assert.Contains("aria-label=\"", series.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_has_rows_by_group_columns_by_bits_and_a_table_for_each()
    {
        using var folder = new TemporaryFolder();
        var plan = EvidenceRun.Plan("vault?bits=8&features=2", 3, "ideal-64", "half-64");
        plan = plan with
        {
            Streams = [["vault?bits=8&features=1"], ["vault?bits=8&features=2"], ["vault?bits=24&features=2"]],
            Groups = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["vault?bits=8&features=1"] = "near-outside",
                ["vault?bits=8&features=2"] = "inside",
                ["vault?bits=24&features=2"] = "inside",
            },
        };
        var run = EvidenceRun.Of(folder, plan);
        var html = HtmlReport.Write(new ReportContents { Title = "t", Verdict = run.Verdict });
        var section = Regex.Match(html, "<section class=\"evidence\".*?</section>", RegexOptions.Singleline).Value;
        Assert.Equal(
            ["near outside: vault features=1", "inside: vault features=2"], Regex.Matches(section, "<h3>(.*?)</h3>").Select(row => row.Groups[1].Value));
        Assert.Equal(3, Regex.Count(section, "<svg class=\"evidence-plot\""));
        Assert.Equal(3, Regex.Count(section, "<table class=\"numbers readings\">"));
        Assert.Equal(2, Regex.Count(section, "class=\"columns\" style=\"--columns:2\""));
        Assert.Equal(["1", "1", "2"], Regex.Matches(section, "grid-column:([0-9])").Select(column => column.Groups[1].Value).Order());
        Assert.Contains("vault?bits=24&features=2, inside: 22 bits hidden, 3 worlds", VerdictText.Write(run.Verdict), StringComparison.Ordinal);
    }

    private static long Scalar(TemporaryFolder folder, string sql)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(TemporaryFolder folder, string sql)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(TemporaryFolder folder)
    {
        var connection = new SqliteConnection($"Data Source={folder["ledger.db"]};Pooling=False");
        connection.Open();
        return connection;
    }
}
