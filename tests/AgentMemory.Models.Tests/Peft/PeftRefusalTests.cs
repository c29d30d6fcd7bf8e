using System.Text.Json.Nodes;
using AgentMemory.Gguf;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>Folders that hold something else than a plain LoRA of the model: one line, with the place and the remedy.</summary>
public sealed class PeftRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("use_dora", "true", "is a DoRA")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save")]
    [InlineData("bias", "\"all\"", "bias \"none\"")]
    [InlineData("bias", "\"lora_only\"", "bias \"none\"")]
    [InlineData("lora_bias", "true", "biases")]
    [InlineData("fan_in_fan_out", "true", "fan_in_fan_out")]
    [InlineData("layer_replication", "[[0,1]]", "repeats layers")]
    [InlineData("trainable_token_indices", "[3]", "single tokens")]
    [InlineData("target_parameters", "[\"a\"]", "target_parameters")]
    [InlineData("alora_invocation_tokens", "[1]", "aLoRA")]
    [InlineData("init_lora_weights", "\"pissa_niter_4\"", "init_lora_weights")]
    [InlineData("init_lora_weights", "\"olora\"", "init_lora_weights")]
    [InlineData("peft_type", "\"IA3\"", "LORA can be read")]
    [InlineData("peft_type", "null", "LORA can be read")]
    [InlineData("r", "0", "rank r")]
    [InlineData("r", "\"4\"", "rank r")]
    [InlineData("r", "5", "states r 5")]
    [InlineData("lora_alpha", "0", "number other than zero")]
    [InlineData("lora_alpha", "\"16\"", "number other than zero")]
    [InlineData("lora_alpha", "1e300", "number other than zero")]
    [InlineData("use_rslora", "\"yes\"", "use_rslora")]
    [InlineData("alpha_pattern", "{\"q_proj\": 3}", "different scales")]
    [InlineData("alpha_pattern", "{\"^(q|k)_proj$\": 3}", "names of modules")]
    [InlineData("alpha_pattern", "{\"q_proj\": null}", "alpha_pattern")]
    [InlineData("alpha_pattern", "[3]", "names of modules")]
    public void A_configuration_of_another_method_is_refused(string key, string value, string expected)
    {
        var (model, folder) = PeftMaker.Folder(_folder, "llama");
        PeftConversionTests.Change(folder, config => config[key] = JsonNode.Parse(value));
        Assert.Contains(expected, Refused(folder, model), StringComparison.Ordinal);
    }

    [Fact]
    public void An_alpha_for_every_module_is_one_alpha()
    {
        var (model, folder) = PeftMaker.Folder(_folder, "llama");
        PeftConversionTests.Change(folder, config =>
        {
            config["lora_alpha"] = 3;
            config["alpha_pattern"] = JsonNode.Parse("""{"self_attn.q_proj":5,"k_proj":5,"v_proj":5,"o_proj":5,"gate_proj":5,"up_proj":5,"down_proj":5}""");
        });
        AdapterConversion.Convert(folder, model, _folder.File("b.gguf"));
        using var file = GgufFile.Open(_folder.File("b.gguf"));
        Assert.Equal(5, file.Number("adapter.lora.alpha"));
    }

    [Theory]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector", "DoRA")]
    [InlineData("base_model.model.model.embed_tokens.lora_embedding_A", "no factor of a LoRA over linear layers")]
    [InlineData("base_model.model.lm_head.weight", "no factor of a LoRA over linear layers")]
    [InlineData("base_model.model.model.layers.7.self_attn.q_proj.lora_A.weight", "does not have")]
    [InlineData("base_model.model.model.layers.01.self_attn.q_proj.lora_A.weight", "does not have")]
    [InlineData("base_model.model.model.layers.0.self_attn.qkv_proj.lora_A.weight", "does not have")]
    [InlineData("base_model.model.lm_head.lora_A.weight", "lacks one of the two")]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_C.weight", "no factor")]
    [InlineData("base_model.model.lora_A.weight", "no factor")]
    public void A_tensor_that_is_no_factor_of_a_linear_layer_is_refused(string name, string expected)
    {
        var (model, folder) = PeftMaker.Folder(_folder, "qwen3");
        Rewrite(folder, tensors => tensors.Append((name, GgmlType.F32, [4, 256], new byte[4_096])));
        Assert.Contains(expected, Refused(folder, model), StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_that_are_missing_or_do_not_fit_are_refused()
    {
        const string q = "base_model.model.model.layers.0.self_attn.q_proj.lora_";
        var (model, folder) = PeftMaker.Folder(_folder, "qwen3");
        Refuses("lacks one of the two", tensors => tensors.Where(t => t.Name != q + "A.weight"));
        Refuses("cannot be multiplied", tensors => tensors.Select(t => t.Name == q + "A.weight" ? t with { Shape = [t.Shape[1], t.Shape[0]] } : t));
        Refuses("belongs to another model", tensors => tensors.Select(t => t.Name == q + "A.weight" ? t with { Shape = [4, 128], Data = t.Data[..2_048] } : t));
        Refuses("cannot be multiplied", tensors => tensors.Select(t => t.Name == q + "B.weight" ? t with { Shape = [t.Shape[0] * t.Shape[1]] } : t));
        Refuses("holds no factors", _ => []);
        // The tied output layer is no tensor of its own.
        Refuses("does not have (output.weight)", tensors => tensors.Concat(
        [
            new PeftTensor("base_model.model.lm_head.lora_A.weight", GgmlType.F32, [4, 256], new byte[4_096]),
            new PeftTensor("base_model.model.lm_head.lora_B.weight", GgmlType.F32, [8, 4], new byte[128]),
        ]));
        var other = ArchitectureModels.Save("phi3", _folder.File("phi3.gguf"));
        Assert.Contains("belongs to another model", Refused(PeftMaker.Folder(_folder, "qwen3").Folder, other), StringComparison.Ordinal);

        void Refuses(string expected, Func<IEnumerable<PeftTensor>, IEnumerable<PeftTensor>> change)
        {
            var fresh = PeftMaker.Folder(_folder, "qwen3").Folder;
            Rewrite(fresh, tensors => change(tensors.Select(t => new PeftTensor(t.Name, t.Type, t.Shape, t.Data)))
                .Select(t => (t.Name, t.Type, t.Shape, t.Data)));
            Assert.Contains(expected, Refused(fresh, model), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Folders_without_their_files_are_refused()
    {
        var (model, folder) = PeftMaker.Folder(_folder, "llama");
        File.Move(Path.Combine(folder, "adapter_model.safetensors"), Path.Combine(folder, "adapter_model.bin"));
        Assert.Contains("safe_serialization", Refused(folder, model), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "adapter_model.bin"));
        Assert.Contains("does not exist", Refused(folder, model), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), "{\"r\": NaN}");
        Assert.Contains("is no JSON", Refused(folder, model), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "adapter_config.json"));
        Assert.Contains("adapter_config.json cannot be read", Refused(folder, model), StringComparison.Ordinal);
    }

    private string Refused(string folder, string model)
    {
        var target = _folder.File("refused.gguf");
        var message = Assert.Throws<ModelFileException>(() => AdapterConversion.Convert(folder, model, target)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.False(File.Exists(target));
        return message;
    }

    private static void Rewrite(
        string folder,
        Func<IEnumerable<(string Name, GgmlType Type, long[] Shape, byte[] Data)>, IEnumerable<(string Name, GgmlType Type, long[] Shape, byte[] Data)>> change)
    {
        var path = Path.Combine(folder, "adapter_model.safetensors");
        List<(string Name, GgmlType Type, long[] Shape, byte[] Data)> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            tensors = [.. file.Tensors.Select(t => (t.Name, t.Type, t.Shape.ToArray(), file.Read(t)))];
        }

        SafetensorsWriter.Write(path, new Dictionary<string, string>(), change(tensors));
    }

    private sealed record PeftTensor(string Name, GgmlType Type, long[] Shape, byte[] Data);
}
