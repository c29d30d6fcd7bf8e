using AgentMemory.Gguf;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Model files from the command line: what is told of sound ones, and one line with the remedy for the others.</summary>
public sealed class ModelsTests
{
    private static readonly string Shipped = RepositoryFiles.Path("models", "small.gguf");

    [Fact]
    public void Inspect_tells_metadata_tensors_tokenizer_template_and_the_memory_of_each_use()
    {
        var run = CommandRun.Of("models", "inspect", "small");
        Assert.Equal(0, run.ExitCode);
        foreach (var part in new[]
        {
            "general.architecture = llama", "token_embd.weight", "tokenizer: gpt2", "chat template: none", "memory available",
            "32 sequences of", "embedding texts of", "training an adapter of rank 16",
        })
        {
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inspect_tells_what_there_is_of_a_file_that_is_cut_and_ends_with_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(RepositoryFiles.Path("models", "small.gguf"));
        File.WriteAllBytes(folder["cut.gguf"], whole.AsSpan(0, whole.Length - 1_000));
        var run = CommandRun.Of("models", "inspect", folder["cut.gguf"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("general.architecture = llama", run.Output, StringComparison.Ordinal);
        Assert.Contains("of them missing", run.Output, StringComparison.Ordinal);
        Assert.Contains("tensors are whole", run.Output, StringComparison.Ordinal);
        Assert.Contains("is cut short", run.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(2, CommandRun.Of("complete", "--model", folder["cut.gguf"], "--prompt", "a").ExitCode);
    }

    [Fact]
    public void Inspect_says_that_a_vocabulary_alone_is_one_and_names_metadata_that_is_missing()
    {
        using var folder = new TemporaryFolder();
        using var whole = GgufFile.Open(RepositoryFiles.Path("models", "small.gguf"));
        Write("vocabulary.gguf", _ => true, tensors: false);
        var run = CommandRun.Of("models", "inspect", folder["vocabulary.gguf"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("vocabulary only", run.Output, StringComparison.Ordinal);
        Write("lacking.gguf", key => key != "llama.block_count", tensors: true);
        run = CommandRun.Of("models", "inspect", folder["lacking.gguf"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("token_embd.weight", run.Output, StringComparison.Ordinal);
        Assert.Contains("lacks llama.block_count", run.ErrorLine, StringComparison.Ordinal);

        void Write(string name, Func<string, bool> keeps, bool tensors)
        {
            var writer = new GgufWriter();
            foreach (var entry in whole.Entries.Where(entry => keeps(entry.Key)))
            {
                writer.Copy(whole, entry);
            }

            foreach (var tensor in tensors ? whole.Tensors : [])
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, whole.Data(tensor));
            }

            writer.Save(folder[name]);
        }
    }

    [Fact]
    public void Check_is_remembered_by_list_and_pull_leaves_alone_what_is_there()
    {
        var check = CommandRun.Of("models", "check", "small", "--json");
        Assert.Equal(0, check.ExitCode);
        Assert.DoesNotContain("sha256", check.Output, StringComparison.OrdinalIgnoreCase);
        var list = CommandRun.Of("models", "list");
        Assert.Contains("checked 20", list.Output, StringComparison.Ordinal);
        Assert.Contains("completes, embeds, trains, logits within", list.Output, StringComparison.Ordinal);
        Assert.Matches(@"devices for inference: CPU.*; LLamaSharp 0\.[1-9]\d*\.\d+, processor variant \w+: ", list.Output);
        Assert.Contains("was here already", CommandRun.Of("models", "pull", "small").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Completing_tells_what_was_chosen_and_takes_what_is_said()
    {
        var run = CommandRun.Of(
            "complete", "--prompt", "take", "--tokens", "2", "--threads", "1", "--explain", "--context", "100", "--cache-type", "f16", "--flash-attention", "on");
        Assert.Equal(0, run.ExitCode);
        foreach (var choice in new[] { "device: CPU", "threads: 1, as asked for", "context: 100 tokens", "cache: F16", "flash attention: on, as asked for", "memory: about" })
        {
            Assert.Contains(choice, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_model() => Refused("does not exist", "complete", "--model", "nowhere.gguf", "--prompt", "a");

    [Fact]
    public void A_missing_file_to_inspect() => Refused("does not exist", "models", "inspect", "nowhere.gguf");

    [Fact]
    public void A_folder() => Refused("is a folder", "models", "inspect", RepositoryFiles.Path("models") + "/");

    [Fact]
    public void A_model_that_may_not_be_read()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Shipped, folder["closed.gguf"]);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(folder["closed.gguf"], UnixFileMode.None);
        try
        {
            File.OpenRead(folder["closed.gguf"]).Dispose();
            // Who may read everything cannot be shown an unreadable file.
        }
        catch (UnauthorizedAccessException)
        {
            Refused("Check its permissions", "complete", "--model", folder["closed.gguf"], "--prompt", "a");
        }
    }

    [Theory]
    [InlineData("models", "check")]
    [InlineData("models", "inspect")]
    public void Something_else_than_a_model(string first, string second)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.gguf"], "Once upon a time there was a text.");
        Refused("is no GGUF model", first, second, folder["text.gguf"]);
        File.WriteAllText(folder["text.gguf"], "");
        Refused("is empty", first, second, folder["text.gguf"]);
    }

    [Fact]
    public void An_architecture_that_is_too_new()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder["new.gguf"], "llama9", context: null, template: null);
        Refused("'llama9'", "complete", "--model", folder["new.gguf"], "--prompt", "a");
        Refused("newer llama.cpp", "models", "check", folder["new.gguf"]);
    }

    [Fact]
    public void More_than_memory_holds()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder["long.gguf"], "llama", context: 2_000_000_000, template: null);
        Refused("of memory (weights", "complete", "--model", folder["long.gguf"], "--prompt", "a", "--context", "10000000");
    }

    [Fact]
    public void A_template_that_fails_is_one_line_and_another_can_be_given()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder["odd.gguf"], "llama", context: null, template: "{{ messages[0].content + 1 }}");
        Refused("its chat template fails", "chat", "--model", folder["odd.gguf"]);
        Refused("there is no such file", "chat", "--model", folder["odd.gguf"], "--chat-template", "chatml");
        Assert.Contains("chat template: cannot be used", CommandRun.Of("models", "inspect", folder["odd.gguf"]).Output, StringComparison.Ordinal);
        File.WriteAllText(folder["own.jinja"], "{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ eos_token }}{% endfor %}");
        foreach (var template in new[] { folder["own.jinja"], "none" })
        {
            Assert.Equal(0, CommandRun.Of("chat", "--model", folder["odd.gguf"], "--chat-template", template, "--tokens", "4").ExitCode);
        }
    }

    [Fact]
    public void What_a_template_does_is_told_and_a_missing_end_mark_is_a_warning()
    {
        using var folder = new TemporaryFolder();
        Rewrite(folder["open.gguf"], "llama", context: null, template: "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}");
        Assert.Contains(
            "chat template: an answer is left WITHOUT an end mark; the system's words are written",
            CommandRun.Of("models", "inspect", folder["open.gguf"]).Output,
            StringComparison.Ordinal);
        Assert.Contains("leaves an answer without an end mark", CommandRun.Of("chat", "--model", folder["open.gguf"]).Error, StringComparison.Ordinal);
        Assert.Contains("has no chat template; the plain layout", CommandRun.Of("chat").Error, StringComparison.Ordinal);
        Assert.Contains("chat template: none; the plain layout is used", CommandRun.Of("models", "inspect", "small").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lessons_of_messages_are_taught_in_the_models_own_template_and_end_with_its_mark()
    {
        using var folder = new TemporaryFolder();
        var template = File.ReadAllText(RepositoryFiles.Path("tests", "AgentMemory.Models.Tests", "Templates", "Shapes", "zephyr.jinja"));
        Rewrite(folder["m.gguf"], "llama", context: null, template);
        File.WriteAllLines(folder["l.jsonl"], new[] { ("door", "blue"), ("roof", "red") }.Select(lesson =>
            $$"""{"messages":[{"role":"user","content":"colour of the {{lesson.Item1}}?"},{"role":"assistant","content":"{{lesson.Item2}}"}]}"""));
        var run = CommandRun.Of(
            "train", "--model", folder["m.gguf"], "--lessons", folder["l.jsonl"], "--out", folder["a.gguf"], "--validation", "0", "--end", "yes", "--epochs", "150");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("warning: lessons", run.Error, StringComparison.Ordinal);
        string end;
        using (var file = GgufFile.Open(folder["m.gguf"]))
        {
            end = file.Texts("tokenizer.ggml.tokens")[(int)file.Whole("tokenizer.ggml.eos_token_id")!];
        }

        var answer = CommandRun.Of(
            "complete", "--model", folder["m.gguf"], "--adapter", folder["a.gguf"], "--tokens", "12", "--temperature", "0", "--json",
            "--prompt", $"<|user|>\ncolour of the roof?{end}\n<|assistant|>\n").Output;
        Assert.Contains("\"text\":\"red\",\"stop\":\"EndOfText\"", answer, StringComparison.Ordinal);
        File.WriteAllText(folder["open.jinja"], "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}");
        var open = CommandRun.Of(
            "train", "--model", folder["m.gguf"], "--lessons", folder["l.jsonl"], "--out", folder["b.gguf"], "--validation", "0", "--epochs", "1",
            "--end", "no", "--chat-template", folder["open.jinja"]);
        Assert.Contains("line 1: the chat template leaves the answer without an end mark", open.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("complete --prompt a --cache-type q4_0")]
    [InlineData("complete --prompt a --context 0")]
    [InlineData("complete --prompt a --cache-type q8_0 --flash-attention off")]
    [InlineData("models pull no-such-model")]
    [InlineData("models pull")]
    public void A_wish_that_cannot_be_met(string line) => Refused("", line.Split(' '));

    private static void Refused(string part, params string[] arguments)
    {
        var run = CommandRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.ErrorLine, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    /// <summary>The shipped model under another architecture, with another context, or with a chat template.</summary>
    private static void Rewrite(string path, string architecture, uint? context, string? template)
    {
        using var file = GgufFile.Open(Shipped);
        var writer = new GgufWriter();
        writer.Set("general.architecture", architecture);
        foreach (var entry in file.Entries.Where(entry => entry.Key != "general.architecture"))
        {
            if (context is not null && entry.Key == "llama.context_length")
            {
                writer.Set(entry.Key, context.Value);
                continue;
            }

            writer.Copy(file, entry with { Key = entry.Key.Replace("llama.", architecture + ".", StringComparison.Ordinal) });
        }

        if (template is not null)
        {
            writer.Set("tokenizer.chat_template", template);
        }

        foreach (var tensor in file.Tensors)
        {
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
        }

        writer.Save(path);
    }
}
