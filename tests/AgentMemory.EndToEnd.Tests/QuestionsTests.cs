using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Questions of one's own from a file to a verdict, as a user types it.</summary>
public sealed class QuestionsTests
{
    private const string Own = "SmolLM2-135M-Instruct.Q4_1.gguf";
    private static readonly string[] Small = ["compare", TestPlan.Path, "--seeds", "1", "--blocks", "1", "--practice", "2", "--threads", "1"];

    [Fact]
    public void A_file_is_shown_and_an_exam_of_it_taken_and_graded()
    {
        using var folder = new TemporaryFolder();
        var name = Written(folder);
        var shown = CommandRun.Of("fields", "show", name);
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Contains("13 questions: 9 for practice, 4 for exams alone, which every exam asks", shown.Output, StringComparison.Ordinal);
        Assert.Contains("its only question is practised and never asked at an exam", shown.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse(CommandRun.Of("fields", "show", name, "--json").Output)!;
        Assert.Equal(("agentmemory.questions/1", 3), ((string)json["schema"]!, json["topics"]!.AsArray().Count));
        Assert.StartsWith("# Towns", CommandRun.Of("fields", "textbook", name).Output, StringComparison.Ordinal);

        var exam = JsonNode.Parse(CommandRun.Of("fields", "exam", name, "--items", "3", "--json").Output)!;
        Assert.Equal("agentmemory.exam/1", (string)exam["schema"]!);
        File.WriteAllLines(folder["answers.jsonl"], exam["items"]!.AsArray().Select(item =>
            JsonSerializer.Serialize(new { id = (string)item!["id"]!, answer = (string)item["answer"]! })));
        var graded = JsonNode.Parse(CommandRun.Of("fields", "grade", name, "--items", "3", "--answers", folder["answers.jsonl"], "--json").Output)!;
        Assert.Equal((3, 3), ((int)graded["total"]!["right"]!, (int)graded["total"]!["of"]!));
    }

    [Fact]
    public void A_bad_line_of_a_file_is_one_line_of_error_at_every_command()
    {
        using var folder = new TemporaryFolder();
        var name = Written(folder);
        File.AppendAllText(folder["mine.jsonl"], "{\"question\":\"q\"}\n");
        foreach (var line in new[]
        {
            new[] { "fields", "show", name }, ["fields", "textbook", name], ["fields", "exam", name], ["run", name, "--threads", "1"],
            [.. Small, "--task", name, "--out", folder["out"]], [.. Small, "--task", name, "--dry-run"],
        })
        {
            var run = CommandRun.Of(line);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Equal($"{folder["mine.jsonl"]} line 14: answer is missing; write \"answer\": \"…\", or \"answers\": [\"…\"] where several are right", run.ErrorLine);
        }

        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void A_comparison_runs_is_checked_and_is_not_gone_on_with_after_the_file_was_changed()
    {
        using var folder = new TemporaryFolder();
        var name = Written(folder);
        string[] compare = [.. Small, "--task", name, "--learner", "frozen", "--learner", "context", "--out", folder["out"]];
        var run = CommandRun.Of([.. compare, "--json"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(name, (string)JsonNode.Parse(run.Output)!["tasks"]![0]!["task"]!);
        var plan = File.ReadAllText(Path.Combine(folder["out"], "plan.yaml"));
        Assert.Contains("towns.md\", sha256: \"", plan, StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Of([.. compare, "--resume"]).ExitCode);
        Assert.Contains("the same to the digit", CommandRun.Of("compare", "--check", folder["out"], "--threads", "1").Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Of([.. Small, "--task", name, "--learner", "frozen", "--fresh", "--out", folder["fresh"]]).ExitCode);

        File.AppendAllText(folder["mine.jsonl"], "{\"question\":\"Is there more?\",\"answer\":\"yes\",\"topic\":\"towns\"}\n");
        foreach (var line in new[] { [.. compare, "--resume"], ["compare", "--out", folder["out"], "--resume"], new[] { "compare", "--check", folder["out"] } })
        {
            var refused = CommandRun.Of(line);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            Assert.Contains($"{folder["mine.jsonl"]} has changed: its sha256 begins with ", refused.ErrorLine, StringComparison.Ordinal);
        }

        // What was found stays readable.
        Assert.Equal(0, CommandRun.Of("report", folder["out"]).ExitCode);
    }

    [Fact]
    public void What_a_run_learnt_is_kept_and_belongs_to_the_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var name = Written(folder);
        string[] run = ["run", name, "--learner", "notes", "--episodes", "2", "--threads", "1", "--artifact", folder["kept"]];
        Assert.Equal(0, CommandRun.Of(run).ExitCode);
        Assert.Equal(0, CommandRun.Of([.. run, "--json"]).ExitCode);
        File.AppendAllText(folder["mine.jsonl"], "{\"question\":\"Is there more?\",\"answer\":\"yes\",\"topic\":\"towns\"}\n");
        Assert.Equal(2, CommandRun.Of(run).ExitCode);
    }

    [Fact]
    public void A_question_that_no_window_holds_is_refused_before_the_run()
    {
        using var folder = new TemporaryFolder();
        var name = Written(folder);
        File.AppendAllText(folder["mine.jsonl"], $"{{\"question\":\"{string.Join(' ', Enumerable.Repeat("why", 1_000))}?\",\"answer\":\"so\",\"id\":\"long\"}}\n");
        var refused = CommandRun.Of([.. Small, "--task", name, "--learner", "frozen", "--out", folder["out"]]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches("the question long takes [0-9]+ tokens with its reply, and a window of 448 holds 446; shorten it", refused.ErrorLine);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void Programs_and_models_that_call_are_given_no_files_of_the_users()
    {
        var playable = Catalogue.Playable(PromptBook.Load(RepositoryFiles.Path("prompts")));
        Assert.DoesNotContain("questions", playable.Families);
        Assert.Contains("algebra", playable.Families);
        Assert.Throws<UserErrorException>(() => playable.Open("questions?file=mine.jsonl"));
    }

    /// <summary>Any letters are replied and kept, also by a vocabulary that never met them.</summary>
    [Fact]
    public void Letters_that_the_shipped_model_never_met_are_asked_and_learnt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["mine.jsonl"], Enumerable.Range(1, 6).Select(i => $"{{\"question\":\"第{i}問 — où est Ж{i}?\",\"answer\":\"京都 №{i} 🏯\"}}"));
        var run = CommandRun.Of([.. Small, "--task", $"questions?file={folder["mine.jsonl"]}", "--learner", "lora", "--learner", "context", "--out", folder["out"]]);
        Assert.Equal((0, true), (run.ExitCode, File.Exists(Path.Combine(folder["out"], "verdict.json"))));
    }

    [OwnModelFact(Own)]
    public void A_model_of_others_plays_the_example()
    {
        using var folder = new TemporaryFolder();
        var run = CommandRun.Of(
        [
            "compare", TestPlan.Path, "--seeds", "1", "--blocks", "1", "--practice", "4", "--model", OwnModelFactAttribute.PathOf(Own),
            "--task", "questions?choices=words&documents=none", "--learner", "frozen", "--learner", "context", "--out", folder["out"], "--json",
        ]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, (double)JsonNode.Parse(run.Output)!["learners"]![0]!["illegal_rate"]!);
    }

    private static string Written(TemporaryFolder folder)
    {
        string[] towns = ["Arl", "Bost", "Cald", "Durn", "Elm", "Fenn"];
        File.WriteAllLines(folder["mine.jsonl"],
        [
            .. towns.Select((town, i) => $"{{\"question\":\"How far is {town}?\",\"answer\":{i + 3},\"topic\":\"towns\"}}"),
            .. towns.Select((town, i) => $"{{\"question\":\"Has {town} a mill?\",\"choices\":[\"yes\",\"no\"],\"answer\":\"{(i % 2 == 0 ? "yes" : "no")}\",\"topic\":\"mills\"}}"),
            "{\"question\":\"Who asks?\",\"answers\":[\"Nela Voss\",\"Voss\"],\"topic\":\"people\"}",
        ]);
        Directory.CreateDirectory(folder["mine.documents"]);
        File.WriteAllText(Path.Combine(folder["mine.documents"], "towns.md"), "# Towns\nArl is three hours away.\n");
        return $"questions?file={folder["mine.jsonl"]}";
    }
}

/// <summary>A test that needs a model of others, in the folder that AGENTMEMORY_MODELS names.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnModelFactAttribute : FactAttribute
{
    public OwnModelFactAttribute(string file) => Skip = File.Exists(PathOf(file)) ? null : $"AGENTMEMORY_MODELS names no folder with {file}";

    public static string PathOf(string file) => Path.Combine(Environment.GetEnvironmentVariable("AGENTMEMORY_MODELS") ?? "", file);
}
