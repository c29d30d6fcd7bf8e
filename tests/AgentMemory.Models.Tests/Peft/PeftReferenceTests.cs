using System.Text.Json;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Inference.Replies;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>Adapters that PEFT saved, and the losses that PyTorch got with them.</summary>
public sealed class PeftReferenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ReferenceFact]
    public void Folders_of_peft_become_files_and_the_same_folders_again_to_the_bit()
    {
        var model = OthersModels.Path(ReferenceFolder.Model);
        foreach (var name in new[] { "start", "after-20-steps" })
        {
            Assert.Empty(AdapterConversion.Convert(ReferenceFolder.Path(name), model, _folder.File(name + ".gguf")));
            Assert.Empty(AdapterConversion.Convert(_folder.File(name + ".gguf"), model, _folder.File(name)));
            foreach (var file in new[] { "adapter_config.json", "adapter_model.safetensors" })
            {
                Assert.Equal(File.ReadAllBytes(ReferenceFolder.Path(name, file)), File.ReadAllBytes(Path.Combine(_folder.File(name), file)));
            }
        }
    }

    /// <summary>
    /// With the right order of rows the loss is PyTorch's; with the rows left as PEFT has them it is not, so the order is what is tested.
    /// </summary>
    [ReferenceFact]
    public void Attached_adapters_have_the_losses_of_pytorch()
    {
        var twin = SmallModels.Dequantised(OthersModels.Path(ReferenceFolder.Model), _folder.File("twin.gguf"));
        using var reference = JsonDocument.Parse(System.IO.File.ReadAllText(ReferenceFolder.Path("reference.json")));
        using var model = LocalModel.Open(ModelEntry.OfFile(twin), new EngineOptions { Threads = 2, Slots = 1, ContextTokens = 256 });
        var rows = reference.RootElement.GetProperty("rows");
        var start = File("start");
        var first = reference.RootElement.GetProperty("steps")[0].GetProperty("loss").GetDouble();
        Assert.InRange(Loss(model, start, rows), first - 1e-5, first + 1e-5);
        Assert.True(Math.Abs(Loss(model, RowsAsInPyTorch(start), rows) - first) > 2e-3, "the order of rows makes no difference");
        // Here another order of rows is 4e-5 away.
        var last = reference.RootElement.GetProperty("loss_after_20_steps").GetDouble();
        Assert.InRange(Loss(model, File("after-20-steps"), rows), last - 1e-5, last + 1e-5);

        string File(string name)
        {
            var file = _folder.File(name + ".gguf");
            AdapterConversion.Convert(ReferenceFolder.Path(name), twin, file);
            return file;
        }
    }

    private static double Loss(LocalModel model, string adapter, JsonElement rows)
    {
        using var worn = (LocalModel)model.Wear([new WornAdapter(adapter)]);
        var (sum, count) = (0.0, 0);
        foreach (var row in rows.EnumerateArray())
        {
            var tokens = row.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()).ToArray();
            var logits = worn.Logits(tokens, default);
            for (var at = row.GetProperty("loss_from").GetInt32(); at < row.GetProperty("loss_to").GetInt32(); at++)
            {
                sum += Distribution.LogSumExp(logits[at - 1]) - logits[at - 1][tokens[at]];
                count++;
            }
        }

        return sum / count;
    }

    /// <summary>The adapter with the rows of its queries and keys put back as PEFT has them.</summary>
    private string RowsAsInPyTorch(string path)
    {
        using var file = GgufFile.Open(path);
        var writer = new GgufWriter();
        foreach (var entry in file.Entries)
        {
            writer.Copy(file, entry);
        }

        foreach (var tensor in file.Tensors)
        {
            var heads = tensor.Name.EndsWith("attn_q.weight.lora_b", StringComparison.Ordinal) ? 9
                : tensor.Name.EndsWith("attn_k.weight.lora_b", StringComparison.Ordinal) ? 3 : 0;
            var factor = new StoredFactor(tensor.Type, tensor.Extents[0], tensor.Extents[1], file.Data(tensor));
            writer.AddStored(tensor.Name, [.. tensor.Extents], tensor.Type, (heads > 0 ? HeadRows.Separate(factor, heads) : factor).Data);
        }

        writer.Save(_folder.File("unordered.gguf"));
        return _folder.File("unordered.gguf");
    }
}
