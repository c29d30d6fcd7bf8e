using System.Text.Json.Nodes;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Tests.Evaluation;

public sealed class GroupVerdictTests
{
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal) { ["t0"] = "seen", ["t1"] = "unseen" };
    private static readonly JudgementSettings Settings = new();

    [Fact]
    public void A_groups_verdict_is_that_of_its_own_curves_alone()
    {
        var curves = Curves();
        var groups = GroupVerdict.Of(Groups, curves, Settings);
        Assert.Equal(["seen", "unseen"], groups.Select(g => g.Name));
        var alone = Judge.Of(CurveTable.Of(curves.Points.Where(p => p.Task == "t1"), "t1"), Settings);
        Assert.Equal(alone.Learners.Select(l => (l.Id, l.Final, l.Gain, l.Word)), groups[1].Learners.Select(l => (l.Id, l.Final, l.Gain, l.Word)));
        Assert.True(groups[0].Learners.Single(l => l.Id == "notes").Gain.IsAboveZero);
        Assert.False(groups[1].Learners.Single(l => l.Id == "notes").Gain.IsAboveZero);
    }

    [Fact]
    public void Groups_stand_apart_in_document_report_and_terminal_and_nothing_else_changes()
    {
        var curves = Curves();
        var without = Judge.Of(curves, Settings);
        var with = without with { Groups = GroupVerdict.Of(Groups, curves, Settings) };
        var document = JsonNode.Parse(VerdictJson.Write(with))!.AsObject();
        Assert.Equal("unseen", document["groups"]![1]!["name"]!.GetValue<string>());
        Assert.Equal("t1", document["groups"]![1]!["tasks"]![0]!.GetValue<string>());
        Assert.Equal(2, document["groups"]![1]!["learners"]!.AsArray().Count);
        Assert.Single(document["groups"]![1]!["pairs"]!.AsArray());
        document.Remove("groups");
        Assert.Equal(JsonNode.Parse(VerdictJson.Write(without))!.ToJsonString(), document.ToJsonString());
        Assert.DoesNotContain("\"groups\"", VerdictJson.Write(without), StringComparison.Ordinal);
        Assert.Contains("\nunseen (t1): ", VerdictText.Write(with), StringComparison.Ordinal);
        Assert.Equal(["Tasks seen: ", "Tasks unseen: "], Headline.ByGroup(with).Select(s => s[..(s.IndexOf(':', StringComparison.Ordinal) + 2)]));
        Assert.Contains("Tasks unseen: ", HtmlReportTests.Words(HtmlReport.Write(HtmlReportTests.Contents(with) with { Tables = [] })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_a_point_yet_is_left_out() => Assert.Equal(
        ["seen"],
        GroupVerdict.Of(Groups, CurveTable.Of(Curves().Points.Where(p => p.Task == "t0"), "t0"), Settings).Select(g => g.Name));

    // notes rises on the first task and stays on the second; frozen stays on both.
    private static CurveTable Curves() => MadeCurves.Table(
        MadeCurves.Noisy("notes", 0.2, 0.05, 1, 5, 8, 1),
        MadeCurves.Noisy("notes", 0.2, 0, 2, 5, 8, 2).Where(p => p.Task == "t1"),
        MadeCurves.Noisy("frozen", 0.2, 0, 2, 5, 8, 3));
}
