using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Tests.Evaluation;

/// <summary>A whole verdict as the files in <c>Golden/</c> hold it; see <see cref="GoldenFile"/>.</summary>
public sealed class GoldenVerdictTests
{
    [Fact]
    public void The_document_is_the_golden_one() => AssertGolden("verdict.golden.txt", VerdictJson.Write(Made()));

    [Fact]
    public void The_terminals_text_is_the_golden_one() => AssertGolden("terminal.golden.txt", VerdictText.Write(Made()));

    [Fact]
    public void A_narrow_terminals_text_is_the_golden_one_and_fits()
    {
        var text = VerdictText.Write(Made(), 60);
        AssertGolden("terminal-60.golden.txt", text);
        Assert.DoesNotContain(text.Split('\n'), line => line.Length > 60);
    }

    [Fact]
    public void The_words_of_the_report_are_the_golden_ones() =>
        AssertGolden("report.golden.txt", HtmlReportTests.Words(HtmlReport.Write(HtmlReportTests.Contents(Made()))));

    /// <summary>Every kind of learner, with costs, retry and frozen, and a stream of two tasks.</summary>
    internal static Verdict Made()
    {
        var table = MadeCurves.Table(
            Of("lora", "weights", 0.1, 0.05, 30e9, 11),
            Of("notes", "memory", 0.5, 0, 2e9, 12),
            Of("frozen", "reference", 0.1, 0, 1e9, 13),
            Of("retry", "reference", 0.3, 0, 3e9, 14),
            Of("worse", "both", 0.6, -0.04, 5e9, 15));
        var verdict = Judge.Of(table, new JudgementSettings
        {
            PlanSha256 = new string('a', 64),
            Model = new JudgedModel { Id = "small", Sha256 = new string('b', 64), Architecture = "llama", Parameters = 1_234_567 },
            IsStream = true,
            NoLearning = "frozen",
            Power = PlanPower.Of(5, 13, 0.05, 32),
            Orders = [.. Enumerable.Range(0, 5).Select(
                seed => new StreamOrder($"{seed}", [new StreamLeg("t0", 5), new StreamLeg("t1", 11)]))],
            Cautions = ["context: 2 documents did not fit."],
        });
        return verdict with { Evidence = MadeEvidence.Verdicts() };
    }

    private static IEnumerable<CurvePoint> Of(string id, string path, double start, double rise, double flops, ulong seed) =>
        MadeCurves.Noisy(id, start, rise, 2, 5, 12, seed).WithFlops(flops)
            .Select(point => point with { Path = path, IllegalRate = id == "worse" ? 0.25 : 0 });

    private static void AssertGolden(string name, string actual) =>
        GoldenFile.Same(actual, "tests", "AgentMemory.Tests", "Evaluation", "Golden", name);
}
