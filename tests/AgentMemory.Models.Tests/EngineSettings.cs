using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Models.Tests;

public sealed class EngineSettings(SmallModel small) : IClassFixture<SmallModel>
{
    private const string Prompt = "The rules of the game are told here.";

    [Fact]
    public void What_is_not_said_is_chosen_and_every_choice_has_its_reason()
    {
        using var model = small.Open(slots: 2);
        Assert.Equal(
            ["device", "processor variant", "threads", "context", "cache", "flash attention", "memory"], model.Choices.Select(choice => choice.Split(':')[0]));
        Assert.Contains(model.Choices, choice => choice.StartsWith("cache: F32", StringComparison.Ordinal));
        Assert.Contains(model.Choices, choice => choice.StartsWith("flash attention: off", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(GgmlType.F16, true)]
    [InlineData(GgmlType.F16, false)]
    [InlineData(GgmlType.BF16, null)]
    public void What_is_said_is_done_and_costs_few_digits(GgmlType cache, bool? flash)
    {
        using var exact = small.Open(slots: 1);
        using var other = Open(new EngineOptions { Slots = 1, Threads = 1, CacheType = cache, FlashAttention = flash });
        Assert.Contains(other.Choices, choice => choice.StartsWith($"cache: {cache}", StringComparison.Ordinal) && choice.EndsWith("as asked for", StringComparison.Ordinal));
        int[] tokens = [256, .. exact.Tokenizer.Encode(Prompt)];
        var (left, right) = (exact.Logits(tokens, default), other.Logits(tokens, default));
        var difference = left.Zip(right, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        Assert.InRange(difference, 0, 0.1);
    }

    [Fact]
    public void A_cache_in_Q8_0_needs_heads_that_fill_its_blocks()
    {
        var wide = new RandomModel { Width = 128, Heads = 4, KeyHeads = 2, Inner = 64 }.Save(small.File("wide.gguf"));
        using (var model = LocalModel.Open(
            ModelEntry.OfFile(wide), new EngineOptions { Slots = 1, Threads = 1, CacheType = GgmlType.Q8_0, FlashAttention = true }))
        {
            Assert.Single(model.Complete([Request()], default));
        }

        Assert.Contains("heads have 16", Refused(new EngineOptions { CacheType = GgmlType.Q8_0, FlashAttention = true }), StringComparison.Ordinal);
        Assert.Contains("flash attention", Refused(new EngineOptions { CacheType = GgmlType.Q8_0, FlashAttention = false }), StringComparison.Ordinal);
        Assert.Contains("q8_0", Refused(new EngineOptions { CacheType = GgmlType.Q4_0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_memory_does_not_hold_is_refused_before_anything_is_loaded()
    {
        var before = LiveHandles.ByKind;
        var error = Refused(new EngineOptions { MemoryBytesMax = 1_000_000 });
        Assert.Contains("0.9 MiB", Refused(new EngineOptions { MemoryBytesMax = 950_000 }), StringComparison.Ordinal);
        Assert.Contains("--context", error, StringComparison.Ordinal);
        Assert.Contains("weights", Refused(new EngineOptions { MemoryBytesMax = 10 }), StringComparison.Ordinal);
        Assert.Equal(before, LiveHandles.ByKind);
    }

    [Fact]
    public void An_estimate_is_near_what_the_cache_takes_and_grows_with_it()
    {
        using var file = GgufFile.Open(small.Path);
        var card = ModelCardReader.Read(file, "small");
        var need = MemoryNeed.Of(file, card, 256, GgmlType.F32, flash: false);
        // 2 layers x 2 key heads x (16 + 16) numbers of 4 bytes
        Assert.Equal(256 * 2 * 2 * 32 * sizeof(float), need.CacheBytes);
        Assert.Equal(file.Tensors.Sum(tensor => tensor.Bytes), need.WeightBytes);
        Assert.Equal(need.CacheBytes * 4, MemoryNeed.Of(file, card, 1_024, GgmlType.F32, flash: false).CacheBytes);
        Assert.True(MemoryNeed.Of(file, card, 1_024, GgmlType.F32, flash: true).ComputeBytes
            < MemoryNeed.Of(file, card, 1_024, GgmlType.F32, flash: false).ComputeBytes);
    }

    [Fact]
    public void An_architecture_that_is_too_new_is_refused_with_its_name()
    {
        using var file = GgufFile.Open(small.Path);
        var writer = new GgufWriter();
        foreach (var entry in file.Entries.Where(entry => entry.Key != "general.architecture"))
        {
            writer.Copy(file, entry with { Key = entry.Key.Replace("llama.", "llama9.", StringComparison.Ordinal) });
        }

        writer.Set("general.architecture", "llama9");
        foreach (var tensor in file.Tensors)
        {
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
        }

        writer.Save(small.File("new.gguf"));
        var error = Assert.Throws<ModelFileException>(() => LocalModel.Open(ModelEntry.OfFile(small.File("new.gguf")), new EngineOptions()));
        Assert.Contains("'llama9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer llama.cpp", error.Message, StringComparison.Ordinal);
    }

    private static CompletionRequest Request() => new()
    {
        Prompt = Prompt,
        Form = new CompletionForm.Free(4, []),
        Temperature = 0,
        Seed = 1,
    };

    private LocalModel Open(EngineOptions options) => LocalModel.Open(ModelEntry.OfFile(small.Path), options);

    private string Refused(EngineOptions options) => Assert.Throws<UserErrorException>(() => Open(options).Dispose()).Message;
}
