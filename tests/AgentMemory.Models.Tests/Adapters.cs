using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Llama;

namespace AgentMemory.Models.Tests;

public sealed class Adapters(SmallModel small) : IClassFixture<SmallModel>
{
    private const string Prompt = "The rules of the game are told here, and they are long enough to be shared: ";

    [Fact]
    public void A_worn_adapter_changes_the_logits_and_taking_it_off_restores_them_to_the_bit()
    {
        var path = Save("adapter.gguf", small.Shape.BuildAdapter(rank: 4));
        using var model = small.Open();
        int[] tokens = [256, .. model.Tokenizer.Encode(Prompt)];
        var bare = model.Logits(tokens, default);
        using (var view = (LocalModel)model.Wear([new WornAdapter(path)]))
        {
            var worn = view.Logits(tokens, default);
            Assert.True(Difference(bare, worn) > 0.1);
            using var half = (LocalModel)model.Wear([new WornAdapter(path, 0.5f)]);
            var halfWorn = half.Logits(tokens, default);
            Assert.InRange(Difference(bare, halfWorn), 0.01, Difference(bare, worn));
            Assert.Equal(bare, model.Logits(tokens, default));
            Assert.Equal(worn, view.Logits(tokens, default));
        }

        Assert.Equal(bare, model.Logits(tokens, default));
    }

    [Fact]
    public void An_adapter_whose_second_factor_is_zero_changes_no_logit()
    {
        var path = Save("zero.gguf", small.Shape.BuildAdapter(rank: 4, size: 0));
        using var model = small.Open();
        int[] tokens = [256, .. model.Tokenizer.Encode(Prompt)];
        using var view = (LocalModel)model.Wear([new WornAdapter(path)]);
        Assert.Equal(0, Difference(model.Logits(tokens, default), view.Logits(tokens, default)), 6);
    }

    [Fact]
    public void What_was_computed_without_an_adapter_is_not_used_with_it()
    {
        var path = Save("adapter.gguf", small.Shape.BuildAdapter(rank: 2));
        using var model = small.Open();
        using var view = model.Wear([new WornAdapter(path)]);
        var cold = view.Complete([Request()], default)[0];
        model.Complete([Request()], default);
        Assert.Equal(cold, view.Complete([Request()], default)[0]);
    }

    [Fact]
    public void Two_adapters_worn_together_differ_from_either()
    {
        var first = Save("first.gguf", small.Shape.BuildAdapter(rank: 4));
        var second = Save("second.gguf", (small.Shape with { Seed = 2 }).BuildAdapter(rank: 2));
        using var model = small.Open();
        int[] tokens = [256, .. model.Tokenizer.Encode(Prompt)];
        using var one = (LocalModel)model.Wear([new WornAdapter(first)]);
        using var both = (LocalModel)one.Wear([new WornAdapter(second)]);
        Assert.True(Difference(one.Logits(tokens, default), both.Logits(tokens, default)) > 0.1);
        Assert.True(Difference(model.Logits(tokens, default), both.Logits(tokens, default)) > 0.1);
    }

    [Fact]
    public void An_adapter_of_another_base_is_refused_with_both_shapes()
    {
        using var model = small.Open();
        var wide = Save("wide.gguf", new RandomModel { Width = 128 }.BuildAdapter(rank: 4));
        var deep = Save("deep.gguf", new RandomModel { Layers = 3 }.BuildAdapter(rank: 4));
        Assert.Contains("64 x 64", Refused(model, wide), StringComparison.Ordinal);
        Assert.Contains("blk.2.", Refused(model, deep), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refused(model, small.File("missing.gguf")), StringComparison.Ordinal);
        Assert.Contains("adapter", Refused(model, small.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_with_a_missing_factor_or_another_kind_is_refused()
    {
        using var model = small.Open();
        var half = new GgufWriter();
        Describe(half, "llama");
        half.Add("blk.0.attn_q.weight.lora_a", [64, 2], GgmlType.F32, new float[128]);
        Assert.Contains("two factors", Refused(model, Save("half.gguf", half)), StringComparison.Ordinal);

        var empty = new GgufWriter();
        Describe(empty, "llama");
        Assert.Contains("no factors", Refused(model, Save("empty.gguf", empty)), StringComparison.Ordinal);

        var other = new GgufWriter();
        Describe(other, "qwen2");
        Assert.Contains("qwen2", Refused(model, Save("other.gguf", other)), StringComparison.Ordinal);

        var stranger = new GgufWriter();
        Describe(stranger, "llama");
        stranger.Add("something.else", [64, 2], GgmlType.F32, new float[128]);
        Assert.Contains("something.else", Refused(model, Save("stranger.gguf", stranger)), StringComparison.Ordinal);

        var odd = new GgufWriter();
        Describe(odd, "llama", alpha: false);
        odd.Set("adapter.lora.alpha", "sixteen");
        Assert.Contains("alpha", Refused(model, Save("odd.gguf", odd)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_native_is_left_when_models_and_views_are_closed_in_any_order()
    {
        var path = Save("adapter.gguf", small.Shape.BuildAdapter(rank: 4));
        var before = LiveHandles.ByKind;
        var model = small.Open();
        var first = model.Wear([new WornAdapter(path)]);
        var second = model.Wear([new WornAdapter(path, 2)]);
        first.Complete([Request()], default);
        first.Dispose();
        second.Complete([Request()], default);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => second.Complete([Request()], default));
        second.Dispose();
        Assert.Equal(before, LiveHandles.ByKind);
    }

    private static void Describe(GgufWriter writer, string architecture, bool alpha = true)
    {
        writer.Set("general.type", "adapter");
        writer.Set("general.architecture", architecture);
        writer.Set("adapter.type", "lora");
        if (alpha)
        {
            writer.Set("adapter.lora.alpha", 4f);
        }
    }

    private static CompletionRequest Request() => new()
    {
        Prompt = Prompt,
        Form = new CompletionForm.Free(4, []),
        Temperature = 0,
        Seed = 1,
    };

    private static string Refused(LocalModel model, string path) =>
        Assert.Throws<UserErrorException>(() => model.Wear([new WornAdapter(path)])).Message;

    private static double Difference(IReadOnlyList<float[]> left, IReadOnlyList<float[]> right) =>
        left.Zip(right, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();

    private string Save(string name, GgufWriter writer)
    {
        writer.Save(small.File(name));
        return small.File(name);
    }
}
