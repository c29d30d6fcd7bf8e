using AgentMemory.Gguf;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Lessons of a person's own, from the command line.</summary>
public sealed class TrainTests
{
    [Fact]
    public void An_adapter_goes_on_with_its_own_rank_and_alpha_and_another_alpha_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.jsonl"], """{"prompt":"the door?","completion":" blue"}""");
        string[] brief = ["--lessons", folder["l.jsonl"], "--validation", "0", "--epochs", "1"];
        Assert.Equal(0, CommandRun.Of(["train", .. brief, "--out", folder["a.gguf"], "--alpha", "128", "--rank", "4", "--layers", "attn_q"]).ExitCode);
        var on = CommandRun.Of(["train", .. brief, "--out", folder["b.gguf"], "--start", folder["a.gguf"]]);
        Assert.Equal(0, on.ExitCode);
        Assert.Contains("rank 4, alpha 128, layers attn_q", on.Error, StringComparison.Ordinal);
        Assert.Contains("adapter.lora.alpha = 128", CommandRun.Of("models", "inspect", folder["b.gguf"]).Output, StringComparison.Ordinal);
        var other = CommandRun.Of(["train", .. brief, "--out", folder["c.gguf"], "--start", folder["a.gguf"], "--alpha", "32"]);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("multiply all it has learnt by 0.25", other.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_becomes_a_peft_folder_that_is_attached_merged_and_trained_on_as_the_file_is()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.jsonl"], """{"prompt":"the door?","completion":" blue"}""");
        string[] brief = ["--lessons", folder["l.jsonl"], "--validation", "0", "--epochs", "8"];
        Assert.Equal(0, CommandRun.Of(["train", .. brief, "--out", folder["a.gguf"], "--rank", "4", "--alpha", "8"]).ExitCode);
        Assert.Equal(0, CommandRun.Of("models", "convert", folder["a.gguf"], "--model", "small", "--out", folder["peft"]).ExitCode);
        Assert.Equal(0, CommandRun.Of("models", "convert", folder["peft"], "--model", "small", "--out", folder["b.gguf"]).ExitCode);
        using (var first = GgufFile.Open(folder["a.gguf"]))
        using (var second = GgufFile.Open(folder["b.gguf"]))
        {
            Assert.Equal(first.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal), second.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
            Assert.All(first.Tensors, t => Assert.Equal(first.Data(t), second.Data(second.Tensors.Single(same => same.Name == t.Name))));
            Assert.Equal(first.Entries.Select(e => e.Key), second.Entries.Select(e => e.Key));
            Assert.All(first.Entries, e => Assert.Equal(first.Values(e), second.Values(second.Entries.Single(same => same.Key == e.Key))));
        }

        Assert.NotEqual(Completion([]), Completion(["--adapter", folder["a.gguf"]]));
        Assert.Equal(Completion(["--adapter", folder["a.gguf"]]), Completion(["--adapter", folder["peft"]]));
        Assert.Equal(Completion(["--adapter", folder["a.gguf"] + "=0.5"]), Completion(["--adapter", folder["peft"] + "=0.5"]));
        foreach (var (adapter, merged) in new[] { ("a.gguf", "m1.gguf"), ("peft", "m2.gguf") })
        {
            Assert.Equal(0, CommandRun.Of("models", "merge", "--adapter", folder[adapter], "--out", folder[merged]).ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(folder["m1.gguf"]), File.ReadAllBytes(folder["m2.gguf"]));
        var on = CommandRun.Of(["train", .. brief, "--out", folder["c.gguf"], "--start", folder["peft"]]);
        Assert.Equal(0, on.ExitCode);
        Assert.Contains("rank 4, alpha 8", on.Error, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder["peft"], "adapter_config.json"), """{"peft_type":"LORA","r":4,"lora_alpha":8,"use_dora":true}""");
        var refused = CommandRun.Of("complete", "--prompt", "a", "--adapter", folder["peft"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is a DoRA", refused.ErrorLine, StringComparison.Ordinal);

        static string Completion(string[] adapter) =>
            CommandRun.Of(["complete", "--prompt", "the door?", "--tokens", "12", "--temperature", "0", "--json", "--threads", "1", .. adapter]).Output;
    }

    [Fact]
    public void Without_libtorch_training_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.jsonl"], """{"prompt":"the door?","completion":" blue"}""");
        var run = CommandRun.With(
            ("AGENTMEMORY_LIBTORCH", folder.Path), "train", "--lessons", folder["l.jsonl"], "--validation", "0", "--out", folder["a.gguf"]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"training needs libtorch, and AGENTMEMORY_LIBTORCH is {folder.Path}, which holds no ", run.ErrorLine, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a.gguf"]));
        // The rest of the program does without it.
        Assert.Equal(0, CommandRun.With(("AGENTMEMORY_LIBTORCH", folder.Path), "complete", "--prompt", "a", "--tokens", "1").ExitCode);
    }

    [Fact]
    public void A_lesson_with_a_nul_is_refused_at_its_column()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.jsonl"], """{"prompt":"a","completion":"b\u0000c"}""");
        var run = CommandRun.Of("train", "--lessons", folder["l.jsonl"], "--out", folder["a.gguf"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("line 1, column 30: \\u0000", run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_brings_its_begin_mark_reads_as_many_tokens_as_without()
    {
        var (plain, marked) = (Read("the door?"), Read("<|begin|><|begin|>the door?"));
        Assert.Equal(plain, marked);

        static int Read(string prompt)
        {
            var run = CommandRun.Of("complete", "--json", "--tokens", "1", "--prompt", prompt);
            return System.Text.Json.JsonDocument.Parse(run.Output).RootElement.GetProperty("tokens_read").GetInt32();
        }
    }
}
