using System.Diagnostics;
using System.Text.Json;
using AgentMemory.Cli.Checks;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Testing;
using AgentMemory.Training.Architectures;

namespace AgentMemory.EndToEnd.Tests;

public sealed class ModelCheckTests
{
    private static readonly Vocabulary Words = new([]);

    [Fact]
    public void A_model_of_another_architecture_than_llama_is_proven_to_train()
    {
        using var folder = new TemporaryFolder();
        RandomModelFile.Write(
            folder["qwen.gguf"], Shape("qwen2"), new Rng(1), WeightMix.All.Single(m => m.Name == "Q4_K_M"), Words, ".bias");
        var check = Checked(folder["qwen.gguf"]);
        Assert.True(check.GetProperty("can_train").GetBoolean(), check.ToString());
        Assert.InRange(
            check.GetProperty("logit_max_abs_difference").GetDouble(), 0, check.GetProperty("logit_difference_bound").GetDouble());
        var speed = check.GetProperty("speed");
        Assert.All(
            new[] { "reading", "reading_many", "writing_many", "training", "training_memory_bytes" }, name => Assert.True(speed.GetProperty(name).GetDouble() > 0));
    }

    /// <summary>An error that is no rounding is found even where weights are of four bits: another base of rotation, another epsilon.</summary>
    [Theory]
    [InlineData("Q4_K_M", "qwen2.rope.freq_base", 20f)]
    [InlineData("Q4_K_M", "qwen2.attention.layer_norm_rms_epsilon", 0.3f)]
    [InlineData("Q8_0", "qwen2.rope.freq_base", 100f)]
    [InlineData("F32", "qwen2.rope.freq_base", 9_999f)]
    public void A_trainer_that_computes_another_model_than_the_engine_is_found_out(string mix, string key, float other)
    {
        using var folder = new TemporaryFolder();
        var shape = Shape("qwen2");
        RandomModelFile.Write(folder["right.gguf"], shape, new Rng(1), WeightMix.All.Single(m => m.Name == mix), Words, ".bias");
        using (var file = GgufFile.Open(folder["right.gguf"]))
        {
            var writer = new GgufWriter();
            foreach (var entry in file.Entries.Where(e => e.Key != key))
            {
                writer.Copy(file, entry);
            }

            writer.Set(key, other);
            foreach (var tensor in file.Tensors)
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor));
            }

            writer.Save(folder["other.gguf"]);
        }

        using var engine = LocalModel.Open(
            ModelEntry.OfFile(folder["right.gguf"]), new EngineOptions { Slots = 1, ContextTokens = 128, Threads = 1, Exact = true });
        var right = Parity.Of(folder["right.gguf"], engine, 64, default);
        var wrong = Parity.Of(folder["other.gguf"], engine, 64, default);
        Assert.True(right.Holds, right.ToString());
        Assert.False(wrong.Holds, wrong.ToString());
    }

    [Fact]
    public void An_architecture_that_only_plays_says_so_in_one_line()
    {
        using var folder = new TemporaryFolder();
        RandomModelFile.Write(folder["llama.gguf"], Shape("llama"), new Rng(1), vocabulary: Words);
        Rename(folder["llama.gguf"], "gemma", folder["gemma.gguf"]);
        var check = Checked(folder["gemma.gguf"]);
        Assert.True(check.GetProperty("can_complete").GetBoolean(), check.ToString());
        Assert.False(check.GetProperty("can_train").GetBoolean());
        var why = check.GetProperty("why_not").GetString()!;
        Assert.Contains("its architecture gemma is none of llama, qwen2, qwen3, gemma2, gemma3, phi3, olmo2", why, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', why);
    }

    [LinuxFact]
    public void A_process_that_a_file_ends_costs_one_line()
    {
        using var folder = new TemporaryFolder();
        RandomModelFile.Write(folder["slow.gguf"], Shape("llama"), new Rng(1), vocabulary: Words);
        using var check = CommandRun.Start("models", "check", folder["slow.gguf"]);
        var children = $"/proc/{check.Id}/task/{check.Id}/children";
        // As ggml ends a process over an assertion; no file is known that still brings it to that.
        while (!check.HasExited)
        {
            foreach (var child in Started(children))
            {
                using var abort = Process.Start("kill", ["-ABRT", child]);
                abort.WaitForExit();
            }
        }

        var said = check.StandardError.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("slow.gguf: the process that tried it did not survive (exit code 134)", Assert.Single(said), StringComparison.Ordinal);
    }

    /// <summary>Processes that a process has started; none where it has just ended.</summary>
    private static string[] Started(string children)
    {
        try
        {
            return File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static JsonElement Checked(string path)
    {
        var run = CommandRun.Of("models", "check", path, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    // llama.cpp's first Gemma has llama's tensors and measures under another name.
    private static void Rename(string from, string architecture, string to)
    {
        using var file = GgufFile.Open(from);
        var writer = new GgufWriter();
        writer.Set("general.architecture", architecture);
        foreach (var entry in file.Entries.Where(e => !e.Key.StartsWith("llama.", StringComparison.Ordinal) && e.Key != "general.architecture"))
        {
            writer.Copy(file, entry);
        }

        foreach (var entry in file.Entries.Where(e => e.Key.StartsWith("llama.", StringComparison.Ordinal)))
        {
            var key = architecture + entry.Key["llama".Length..];
            if (file.Whole(entry.Key) is { } whole)
            {
                writer.Set(key, (uint)whole);
            }
            else
            {
                writer.Set(key, (float)file.Number(entry.Key)!);
            }
        }

        foreach (var tensor in file.Tensors)
        {
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
        }

        writer.Save(to);
    }

    private static ModelShape Shape(string architecture) => new()
    {
        Architecture = architecture,
        Width = 256,
        Layers = 2,
        Heads = 8,
        KeyValueHeads = 2,
        HeadWidth = 32,
        FeedForward = 256,
        Vocabulary = Words.Count,
        Context = 512,
        TiedEmbeddings = true,
        NormEpsilon = 1e-6f,
        RopeBase = 10_000,
        RopeDimensions = 32,
    };
}

/// <summary>A test that looks up a process's own processes in /proc.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        Skip = OperatingSystem.IsLinux() ? null : "this system has no /proc";
    }
}
