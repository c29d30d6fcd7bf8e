using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

public sealed class UnfitModelTests
{
    private static readonly TrainerSettings Settings = new()
    {
        Purpose = TrainingPurpose.Evaluate,
        Batch = new BatchShape(1, 32, 32),
    };

    [Fact]
    public void An_unknown_architecture_is_named_in_one_line_with_those_that_train()
    {
        var message = Refusal("llama", "mamba", file => { });
        Assert.Contains("its architecture mamba is none of llama, qwen2, qwen3, gemma2, gemma3, phi3, olmo2", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_tensor_that_the_trainer_does_not_compute_is_named() => Assert.Contains(
        "blk.0.ffn_gate_inp.weight, which the trainer does not compute",
        Refusal("llama", "llama", file => file.Add("blk.0.ffn_gate_inp.weight", [256, 4], GgmlType.F32, new float[1024])),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("qwen3", "blk.1.attn_q_norm.weight")]
    [InlineData("gemma2", "blk.0.post_ffw_norm.weight")]
    [InlineData("phi3", "blk.0.attn_qkv.weight")]
    [InlineData("olmo2", "output.weight")]
    public void A_missing_tensor_is_named(string name, string tensor) => Assert.Contains(
        $"it lacks the tensor {tensor}", Refusal(name, null, _ => { }, leaveOut: tensor), StringComparison.Ordinal);

    [Fact]
    public void A_vector_of_the_wrong_width_is_refused_before_ggml_sees_it() => Assert.Contains(
        "tensor blk.1.attn_q_norm.weight is 64 and should be 128",
        Refusal(
            "qwen3",
            null,
            file => file.Add("blk.1.attn_q_norm.weight", [64], GgmlType.F32, new float[64]),
            leaveOut: "blk.1.attn_q_norm.weight"),
        StringComparison.Ordinal);

    [Fact]
    public void A_vector_in_halves_is_refused_before_ggml_sees_it() => Assert.Contains(
        "'output_norm.weight' (256) as F16, which cannot be computed with there",
        Refusal("llama", null, file => file.Add("output_norm.weight", [256], GgmlType.F16, new float[256]), leaveOut: "output_norm.weight"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("attention.head_count_kv", 3u, "llama.attention.head_count_kv is 3 where there are 8 heads")]
    [InlineData("attention.value_length", 16u, "llama.attention.value_length is 16 where keys have 32 numbers")]
    [InlineData("rope.dimension_count", 24u, "24 of a head's 32 numbers are turned")]
    [InlineData("rope.dimension_count", 33u, "llama.rope.dimension_count is 33 for heads of 32 numbers")]
    public void Measures_that_do_not_fit_together_are_refused(string key, uint value, string why) =>
        Assert.Contains(why, Refusal("llama", null, file => file.Set("llama." + key, value), replaces: "llama." + key), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_stretch_of_the_context_is_named() => Assert.Contains(
        "llama.rope.scaling.type is 'dynamic'",
        Refusal("llama", null, file => file.Set("llama.rope.scaling.type", "dynamic")),
        StringComparison.Ordinal);

    // Copies a sound file with changes and gives the message with which it is refused.
    private static string Refusal(
        string name, string? architecture, Action<GgufWriter> change, string? leaveOut = null, string? replaces = null)
    {
        using var folder = new TemporaryFolder();
        var path = ArchitectureModels.Save(name, folder.File("sound.gguf"));
        using var file = GgufFile.Open(path);
        var writer = new GgufWriter();
        writer.Set("general.architecture", architecture ?? file.Text("general.architecture")!);
        foreach (var entry in file.Entries.Where(e => e.Key != "general.architecture" && e.Key != replaces))
        {
            writer.Copy(file, entry);
        }

        foreach (var tensor in file.Tensors.Where(t => t.Name != leaveOut))
        {
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor).ToArray());
        }

        change(writer);
        writer.Save(folder.File("unfit.gguf"));
        return Assert.Throws<UserErrorException>(() => Trainers.Open(folder.File("unfit.gguf"), Settings)).Message;
    }
}
