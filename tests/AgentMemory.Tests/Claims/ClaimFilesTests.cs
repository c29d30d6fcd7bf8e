using System.Xml.Linq;
using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Report;
using AgentMemory.Claims.Results;
using AgentMemory.Core;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Claims;

/// <summary>Results are kept whole, a part is done by its plan's hash, and the pages show what the results say.</summary>
public sealed class ClaimFilesTests
{
    private const long BytesMost = 1_000_000;

    [Fact]
    public void A_result_is_read_as_it_was_written_and_is_done_for_its_own_plan_alone()
    {
        using var folder = new TemporaryFolder();
        var part = ClaimFiles.Folder(folder.Path, "b", "small-2-urns");
        Assert.False(ClaimFiles.IsDone(part, "abc"));
        Assert.Null(ClaimFiles.Sha256(folder.Path, "b"));
        ClaimFiles.Write(part, Result());
        Assert.True(ClaimFiles.IsDone(part, "abc"));
        Assert.False(ClaimFiles.IsDone(part, "other"));
        var read = Assert.Single(ClaimFiles.ReadAll(folder.Path, "b"));
        Assert.Equal(Result().Rows[0].Numbers, read.Rows[0].Numbers);
        Assert.Equal(Result().Rows[0].Curve, read.Rows[0].Curve);
        Assert.Equal(64, ClaimFiles.Sha256(folder.Path, "b")!.Length);
    }

    [Fact]
    public void A_file_that_is_no_result_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["result.json"], "{");
        Assert.Contains("delete it", Assert.Throws<UserErrorException>(() => ClaimFiles.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_and_figures_hold_every_row()
    {
        var table = ClaimTable.Write([Result()]);
        Assert.Contains("| context | sublinear | 0.30 (0.20 to 0.40) |", table, StringComparison.Ordinal);
        Assert.Contains("Caution: one & two.", table, StringComparison.Ordinal);
        var figure = XDocument.Parse(CurveFigure.Draw([Result()])!);
        Assert.Contains("context (sublinear)", figure.Root!.Value, StringComparison.Ordinal);
        var index = XDocument.Parse(IndexFigure.Draw([("b", "a < b", [Result()]), ("z", "nothing", [])]));
        Assert.Contains("a < b", index.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("not run", index.Root!.Value, StringComparison.Ordinal);
    }

    /// <summary>Committed results: small, of the plan that is there now, and shown by their page as they are.</summary>
    [Fact]
    public void Pages_show_what_the_committed_results_say()
    {
        var root = RepositoryFiles.Path("eval", "results");
        var folders = Directory.EnumerateDirectories(root, "claims-*").ToList();
        Assert.NotEmpty(folders);
        foreach (var name in folders.Select(folder => Path.GetFileName(folder)["claims-".Length..]))
        {
            var plan = ClaimPlan.Read(RepositoryFiles.Path("eval", "plans", "claims", name + ".yaml"));
            var results = ClaimFiles.ReadAll(root, name);
            Assert.NotEmpty(results);
            Assert.All(results, result => Assert.Equal(plan.Sha256, result.PlanSha256));
            var table = File.ReadAllText(Path.Combine(root, "claims-" + name, "table.md")).ReplaceLineEndings("\n");
            Assert.Equal(ClaimTable.Write(results), table);
            Assert.Contains(table, File.ReadAllText(RepositoryFiles.Path("docs", "claims", plan.Letter + ".md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.All(
                Directory.EnumerateFiles(Path.Combine(root, "claims-" + name), "*", SearchOption.AllDirectories), file => Assert.InRange(new FileInfo(file).Length, 1, BytesMost));
        }
    }

    private static ClaimResult Result() => new()
    {
        Letter = "b",
        Part = "small-2-urns",
        PlanSha256 = "abc",
        Model = "small",
        ModelSha256 = "def",
        Seed = 1,
        Units = 8,
        XTitle = "draws seen",
        YTitle = "worth",
        Cautions = ["one & two"],
        Rows =
        [
            new ClaimRow("context", "sublinear", [new ClaimNumber("slope", new Interval(0.3, 0.2, 0.4)), new ClaimNumber("rate", new Interval(1e-5, null, null))])
            {
                Headline = "slope",
                Curve = [new ClaimPoint(1, new Interval(0.5, 0.25, 1)), new ClaimPoint(8, new Interval(3, 2, 5))],
            },
        ],
    };
}
