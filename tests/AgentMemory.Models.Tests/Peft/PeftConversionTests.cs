using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>Adapters between their two forms, for every architecture.</summary>
public sealed class PeftConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, GgmlType> Cases
    {
        get
        {
            var cases = new TheoryData<string, GgmlType>();
            foreach (var name in ArchitectureModels.Names.Append("phi4-mini"))
            {
                foreach (var type in new[] { GgmlType.F32, GgmlType.F16, GgmlType.BF16 })
                {
                    cases.Add(name, type);
                }
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_becomes_a_folder_and_the_same_file_again(string architecture, GgmlType type)
    {
        var model = ArchitectureModels.Save(architecture, _folder.File("model.gguf"));
        var shape = ArchitectureModels.Shape(architecture);
        var file = PeftMaker.Save(_folder.File("a.gguf"), shape, type);
        Assert.Empty(AdapterConversion.Convert(file, model, _folder.File("a")));
        Assert.Empty(AdapterConversion.Convert(_folder.File("a"), model, _folder.File("b.gguf")));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_folder.File("b.gguf")));
        Assert.Empty(AdapterConversion.Convert(_folder.File("b.gguf"), model, _folder.File("b")));
        Assert.Equal(File.ReadAllBytes(Tensors("a")), File.ReadAllBytes(Tensors("b")));
        Assert.Equal(File.ReadAllText(Config("a")), File.ReadAllText(Config("b")));

        var config = JsonDocument.Parse(File.ReadAllText(Config("a"))).RootElement;
        Assert.Equal(4, config.GetProperty("r").GetInt32());
        Assert.Equal(12, config.GetProperty("lora_alpha").GetDouble());
        Assert.Equal("LORA", config.GetProperty("peft_type").GetString());
        string[] targets = [.. config.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()!)];
        Assert.Equal(
            shape.IsFused
                ? ["down_proj", "gate_up_proj", "o_proj", "qkv_proj"]
                : ["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"],
            targets);
    }

    [Theory]
    [InlineData("llama", "self_attn.q_proj", "attn_q", 8)]
    [InlineData("llama", "self_attn.k_proj", "attn_k", 2)]
    [InlineData("llama", "self_attn.v_proj", "attn_v", 0)]
    [InlineData("llama", "self_attn.o_proj", "attn_output", 0)]
    [InlineData("llama", "mlp.gate_proj", "ffn_gate", 0)]
    [InlineData("llama", "mlp.up_proj", "ffn_up", 0)]
    [InlineData("llama", "mlp.down_proj", "ffn_down", 0)]
    [InlineData("qwen3", "self_attn.q_proj", "attn_q", 0)]
    [InlineData("qwen2", "self_attn.k_proj", "attn_k", 0)]
    [InlineData("gemma3", "self_attn.k_proj", "attn_k", 0)]
    [InlineData("olmo2", "self_attn.q_proj", "attn_q", 0)]
    [InlineData("phi3", "self_attn.qkv_proj", "attn_qkv", 0)]
    [InlineData("phi3", "mlp.gate_up_proj", "ffn_up", 0)]
    public void Factors_have_their_names_and_only_llamas_queries_and_keys_have_other_rows(string architecture, string module, string part, int heads)
    {
        var (_, folder) = PeftMaker.Folder(_folder, architecture);
        using var peft = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        using var file = GgufFile.Open(_folder.File(architecture + "-adapter.gguf"));
        foreach (var letter in new[] { "A", "B" })
        {
            var there = peft.Tensors.Single(t => t.Name == $"base_model.model.model.layers.1.{module}.lora_{letter}.weight");
            Assert.True(file.TryGetTensor($"blk.1.{part}.weight.lora_{(letter == "A" ? "a" : "b")}", out var here));
            Assert.Equal(here.Extents.Reverse(), there.Shape);
            var expected = file.Data(here);
            Assert.Equal(letter == "B" && heads > 0 ? AsInPyTorch(expected, heads, (int)here.Extents[1]) : expected, peft.Read(there));
        }

        // Row 2 i + half of a GGUF head is row i of that half in PyTorch: reshape(heads, 2, width / 2).swapaxes(1, 2) undone.
        static byte[] AsInPyTorch(byte[] data, int heads, int rows)
        {
            var (rowBytes, width) = (data.Length / rows, rows / heads);
            var turned = new byte[data.Length];
            for (var head = 0; head < heads; head++)
            {
                for (var half = 0; half < 2; half++)
                {
                    for (var i = 0; i < width / 2; i++)
                    {
                        data.AsSpan(((head * width) + (2 * i) + half) * rowBytes, rowBytes)
                            .CopyTo(turned.AsSpan(((head * width) + (half * width / 2) + i) * rowBytes));
                    }
                }
            }

            return turned;
        }
    }

    [Fact]
    public void Ranks_that_differ_and_layers_left_out_are_written_as_patterns_and_whole_names()
    {
        var model = ArchitectureModels.Save("llama", _folder.File("model.gguf"));
        var file = PeftMaker.Save(
            _folder.File("a.gguf"), ArchitectureModels.Shape("llama"), rank: (layer, part) => (layer, part) switch
            {
                (0, "attn_q") => 8,
                (1, "attn_q") or (_, "ffn_up") => 4,
                _ => 0,
            });
        AdapterConversion.Convert(file, model, _folder.File("a"));
        var config = JsonDocument.Parse(File.ReadAllText(Config("a"))).RootElement;
        Assert.Equal(4, config.GetProperty("r").GetInt32());
        Assert.Equal(8, config.GetProperty("rank_pattern").GetProperty("model.layers.0.self_attn.q_proj").GetInt32());
        Assert.Equal(["q_proj", "up_proj"], config.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()));
        AdapterConversion.Convert(_folder.File("a"), model, _folder.File("b.gguf"));
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_folder.File("b.gguf")));

        var one = PeftMaker.Save(_folder.File("one.gguf"), ArchitectureModels.Shape("llama"), rank: (layer, part) => (layer, part) == (1, "attn_v") ? 4 : 0);
        AdapterConversion.Convert(one, model, _folder.File("one"));
        config = JsonDocument.Parse(File.ReadAllText(Config("one"))).RootElement;
        Assert.Equal(["model.layers.1.self_attn.v_proj"], config.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0f)]
    public void A_file_without_alpha_keeps_its_factor_of_one_and_says_what_changes(float? alpha)
    {
        var model = ArchitectureModels.Save("llama", _folder.File("model.gguf"));
        var file = PeftMaker.Save(
            _folder.File("a.gguf"), ArchitectureModels.Shape("llama"), alpha: alpha, rank: (layer, part) => part == "attn_q" ? 2 + layer : 4);
        Assert.Contains("factor of 1", Assert.Single(AdapterConversion.Convert(file, model, _folder.File("a"))), StringComparison.Ordinal);
        AdapterConversion.Convert(_folder.File("a"), model, _folder.File("b.gguf"));
        using var back = GgufFile.Open(_folder.File("b.gguf"));
        var layout = LoraLayout.Read(back);
        Assert.All(layout.Pairs, pair => Assert.Equal(1, LoraLayout.ScaleOf(layout.Alpha, pair.Rank)));
    }

    [Fact]
    public void The_root_of_rslora_is_folded_into_alpha_and_the_way_back_has_the_configuration_again()
    {
        var (model, folder) = PeftMaker.Folder(_folder, "llama");
        Change(folder, config => config["use_rslora"] = true);
        Assert.Contains("use_rslora", AdapterConversion.Convert(folder, model, _folder.File("b.gguf"))[0], StringComparison.Ordinal);
        using (var file = GgufFile.Open(_folder.File("b.gguf")))
        {
            Assert.Equal(24, file.Number("adapter.lora.alpha"));
        }

        AdapterConversion.Convert(_folder.File("b.gguf"), model, _folder.File("b"));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "adapter_config.json")), File.ReadAllText(Config("b")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "adapter_model.safetensors")), File.ReadAllBytes(Tensors("b")));
    }

    [Fact]
    public void A_configuration_that_no_longer_says_what_the_file_says_is_written_anew()
    {
        var (model, folder) = PeftMaker.Folder(_folder, "qwen3");
        Change(folder, config => config["lora_dropout"] = 0.25);
        AdapterConversion.Convert(folder, model, _folder.File("b.gguf"));
        using (var file = GgufFile.Open(_folder.File("b.gguf")))
        {
            Assert.Contains("0.25", file.Text("agentmemory.peft.config"), StringComparison.Ordinal);
            var writer = new GgufWriter();
            foreach (var entry in file.Entries.Where(entry => entry.Key != "adapter.lora.alpha"))
            {
                writer.Copy(file, entry);
            }

            writer.Set("adapter.lora.alpha", 0.1f);
            foreach (var tensor in file.Tensors)
            {
                writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, file.Data(tensor));
            }

            writer.Save(_folder.File("c.gguf"));
        }

        AdapterConversion.Convert(_folder.File("c.gguf"), model, _folder.File("c"));
        var config = JsonDocument.Parse(File.ReadAllText(Config("c"))).RootElement;
        Assert.Equal(0, config.GetProperty("lora_dropout").GetDouble());
        Assert.Equal(0.1f, config.GetProperty("lora_alpha").GetSingle());
    }

    [Fact]
    public void The_base_that_an_adapter_names_is_kept_in_the_folder()
    {
        var model = ArchitectureModels.Save("llama", _folder.File("model.gguf"));
        var adapter = AdapterFile.Read(PeftMaker.Save(_folder.File("a.gguf"), ArchitectureModels.Shape("llama"))) with
        {
            BaseSha256 = new string('a', 64),
            BaseName = "small \"quoted\" é",
        };
        adapter.Write(_folder.File("named.gguf"));
        AdapterConversion.Convert(_folder.File("named.gguf"), model, _folder.File("named"));
        AdapterConversion.Convert(_folder.File("named"), model, _folder.File("again.gguf"));
        Assert.Equal(File.ReadAllBytes(_folder.File("named.gguf")), File.ReadAllBytes(_folder.File("again.gguf")));
    }

    [Fact]
    public void Quantised_factors_become_numbers_and_that_is_said()
    {
        var model = ArchitectureModels.Save("llama", _folder.File("model.gguf"));
        var writer = new GgufWriter();
        writer.Set("general.type", "adapter");
        writer.Set("general.architecture", "llama");
        writer.Set("adapter.type", "lora");
        writer.Set("adapter.lora.alpha", 32f);
        float[] values = [.. Enumerable.Range(0, 256 * 32).Select(i => MathF.Sin(i))];
        writer.Add("blk.0.attn_v.weight.lora_a", [256, 32], GgmlType.Q8_0, values);
        writer.Add("blk.0.attn_v.weight.lora_b", [32, 64], GgmlType.Q8_0, values[..(32 * 64)]);
        writer.Save(_folder.File("q.gguf"));
        var remarks = AdapterConversion.Convert(_folder.File("q.gguf"), model, _folder.File("q"));
        Assert.Contains("2 factors are Q8_0", Assert.Single(remarks), StringComparison.Ordinal);
        AdapterConversion.Convert(_folder.File("q"), model, _folder.File("f.gguf"));
        Assert.Equal(
            AdapterFile.Read(_folder.File("q.gguf")).Tensors.Select(t => t.Values), AdapterFile.Read(_folder.File("f.gguf")).Tensors.Select(t => t.Values));
    }

    [Fact]
    public void What_has_the_form_already_is_refused()
    {
        var (model, folder) = PeftMaker.Folder(_folder, "llama");
        Assert.Contains("already", Refused(() => AdapterConversion.Convert(folder, model, _folder.File("x"))), StringComparison.Ordinal);
        Assert.Contains(
            "already", Refused(() => AdapterConversion.Convert(_folder.File("llama-adapter.gguf"), model, _folder.File("x.gguf"))), StringComparison.Ordinal);
        static string Refused(Action action) => Assert.Throws<UserErrorException>(action).Message;
    }

    internal static void Change(string folder, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, "adapter_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    private string Tensors(string name) => Path.Combine(_folder.File(name), "adapter_model.safetensors");

    private string Config(string name) => Path.Combine(_folder.File(name), "adapter_config.json");
}
