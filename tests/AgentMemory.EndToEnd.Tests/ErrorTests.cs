using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>What a user gets wrong: one line that names thing, place and remedy, and exit code 2.</summary>
public sealed class ErrorTests
{
    private const string Shipped = "small";

    [Fact]
    public void No_such_model() => Refused("no-such-model", "compare", "--quick", "--model", "no-such-model");

    [Fact]
    public void A_task_in_the_place_of_a_plan() => Refused("compare --task \"heaps?hidden=takes\"", "compare", "heaps?hidden=takes");

    [Fact]
    public void A_model_that_another_process_trains()
    {
        using var folder = new TemporaryFolder();
        using var held = new FileStream(folder["own.gguf.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Refused("another process", "pretrain", RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml"), "--out", folder["own.gguf"]);
    }

    [Fact]
    public void A_text_file_named_gguf()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.gguf"], "This is no model.");
        Refused("text.gguf", "compare", "--quick", "--model", folder["text.gguf"], "--out", folder["out"]);
    }

    [Fact]
    public void A_truncated_gguf()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(RepositoryFiles.Path("models", $"{Shipped}.gguf"));
        File.WriteAllBytes(folder["cut.gguf"], whole[..(whole.Length / 2)]);
        Refused("cut short", "compare", "--quick", "--model", folder["cut.gguf"], "--out", folder["out"]);
    }

    [Fact]
    public void A_grammar_that_names_no_rule()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["open.gbnf"], "root ::= \"a\" | nowhere\n");
        Refused("open.gbnf, line 1, column 16: there is no rule nowhere; define it", "complete", "--prompt", "x", "--grammar", folder["open.gbnf"]);
    }

    [Fact]
    public void An_adapter_without_a_name()
    {
        using var folder = new TemporaryFolder();
        Refused("\"\" names no file", "complete", "--prompt", "x", "--adapter", "");
        Refused("\"\" names no file", "models", "convert", "", "--out", folder["peft"]);
    }

    [Fact]
    public void An_unknown_learner() => Refused("did you mean 'lora'?", "compare", "--quick", "--learner", "loar");

    [Fact]
    public void An_unknown_task() => Refused("did you mean 'heaps'?", "compare", "--quick", "--task", "heeps?piles=2");

    [Fact]
    public void A_misspelt_key_in_a_plan()
    {
        using var folder = new TemporaryFolder();
        var plan = File.ReadAllText(TestPlan.Path);
        File.WriteAllText(folder["plan.yaml"], plan.Replace("practice:", "practise:", StringComparison.Ordinal));
        Refused("did you mean 'practice'?", "compare", folder["plan.yaml"]);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        Refused("cannot be written", "compare", "--quick", "--out", Path.Combine(folder["file"], "out"));
    }

    [Fact]
    public void A_training_that_the_memory_cannot_hold_is_refused_before_the_first_game()
    {
        using var folder = new TemporaryFolder();
        var plan = File.ReadAllText(TestPlan.Path);
        File.WriteAllText(
            folder["plan.yaml"], plan.Replace("  - lora\n", "  - {id: lora, adapter: {batch_tokens: 1000000, rank: 1024}}\n", StringComparison.Ordinal));
        Refused("training: would take about ", "compare", folder["plan.yaml"], "--threads", "1", "--out", folder["out"]);
    }

    [Fact]
    public void A_need_names_what_is_needed_what_is_there_and_what_to_do()
    {
        const long Much = 1L << 60;
        foreach (var need in new[] { new RunNeed(Much, 0), new RunNeed(0, Much) })
        {
            var error = Assert.Throws<UserErrorException>(() => need.RefuseIfTooLarge(Path.GetTempPath())).Message;
            Assert.Matches("would take about .* (of memory|on disk) and .* MiB are available; lower ", error);
        }

        new RunNeed(0, 0).RefuseIfTooLarge(Path.GetTempPath());
    }

    [Fact]
    public void A_ledger_of_another_plan()
    {
        using var folder = new TemporaryFolder();
        string[] small = ["compare", TestPlan.Path, "--learner", "frozen", "--seeds", "1", "--blocks", "1", "--exam", "2", "--out", folder["out"]];
        Assert.Equal(0, CommandRun.Of([.. small, "--practice", "1"]).ExitCode);
        Refused("belongs to another run", [.. small, "--practice", "2", "--resume"]);
        Refused("holds a run already", [.. small, "--practice", "1"]);
    }

    [Fact]
    public void An_option_that_does_not_exist_is_named() =>
        Refused("no option --lerner (a text that begins so stands behind --); see agentmemory compare --help; did you mean '--learner'?", "compare", "--lerner", "context");

    [Fact]
    public void What_an_option_is_given_may_begin_with_dashes()
    {
        string[] complete = ["complete", "--tokens", "1", "--threads", "1", "--prompt"];
        Assert.Equal(0, CommandRun.Of([.. complete, "--- title"]).ExitCode);
        Assert.Equal(0, CommandRun.Of([.. complete, "--not-an-option\nof ours"]).ExitCode);
    }

    [Theory]
    [InlineData("comparee")]
    [InlineData("compare --sedes")]
    [InlineData("compare --sedes 3")]
    [InlineData("compare --seeds three")]
    [InlineData("compare --seeds 0")]
    [InlineData("compare --seeds 1000000000")]
    [InlineData("compare --seeds 1000 --blocks 10000 --practice 100000")]
    [InlineData("compare --exam 1e400")]
    [InlineData("complete --prompt x --temperature NaN")]
    [InlineData("complete --prompt x --adapter a.gguf=Infinity")]
    [InlineData("bench modle")]
    [InlineData("models inspect smal")]
    [InlineData("games show heaps?pile=3")]
    [InlineData("games show heaps?piles=1e400")]
    [InlineData("fields show algebra?concepts=+8")]
    [InlineData("compare --book ajar")]
    [InlineData("score")]
    [InlineData("score nowhere.csv")]
    [InlineData("score nowhere.csv --optimum high")]
    [InlineData("score --stream")]
    [InlineData("report nowhere")]
    [InlineData("complete")]
    public void A_wrong_argument(string line) => Refused("", line.Split(' '));

    [Fact]
    public void Every_command_has_help_with_an_example()
    {
        foreach (var command in new[] { "compare", "run", "complete", "pretrain", "score", "bench" })
        {
            var help = CommandRun.Of(command, "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.Contains("Example: agentmemory", help.Output, StringComparison.Ordinal);
        }
    }

    private static void Refused(string part, params string[] arguments)
    {
        var run = CommandRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.ErrorLine, StringComparison.Ordinal);
        // Before it, a comparison has said what it is going to do.
        Assert.StartsWith("error: ", run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }
}
