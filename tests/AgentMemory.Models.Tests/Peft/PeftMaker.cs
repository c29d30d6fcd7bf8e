using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Training.Adapters.Peft;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Models.Tests.Peft;

/// <summary>Adapters with random bytes for small models.</summary>
internal static class PeftMaker
{
    /// <summary>A GGUF adapter of all linear layers that are asked for.</summary>
    internal static string Save(
        string path, ModelShape shape, GgmlType type = GgmlType.F32, float? alpha = 12, Func<int, string, int>? rank = null)
    {
        var writer = new GgufWriter();
        writer.Set("general.type", "adapter");
        writer.Set("general.architecture", shape.Architecture);
        writer.Set("adapter.type", "lora");
        if (alpha is { } stated)
        {
            writer.Set("adapter.lora.alpha", stated);
        }

        var rng = new Rng(5);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var linear in shape.Linears())
            {
                var own = rank?.Invoke(layer, linear.Part) ?? 4;
                if (own > 0)
                {
                    var name = ModelShape.TensorName(layer, linear.Part);
                    writer.AddStored(name + ".lora_a", [linear.Inputs, own], type, Bytes(rng, type, linear.Inputs * own));
                    writer.AddStored(name + ".lora_b", [own, linear.Outputs], type, Bytes(rng, type, linear.Outputs * own));
                }
            }
        }

        writer.Save(path);
        return path;
    }

    /// <summary>A small model with a folder of an adapter, rank 4, alpha 12.</summary>
    internal static (string Model, string Folder) Folder(TemporaryFolder place, string architecture)
    {
        var model = ArchitectureModels.Save(architecture, place.File(architecture + ".gguf"));
        var folder = place.File(architecture + "-peft");
        AdapterConversion.Convert(Save(place.File(architecture + "-adapter.gguf"), ArchitectureModels.Shape(architecture)), model, folder);
        return (model, folder);
    }

    private static byte[] Bytes(Rng rng, GgmlType type, long count)
    {
        var bytes = new byte[GgmlTypeLayout.RowBytes(type, count)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)rng.Next(256);
        }

        return bytes;
    }
}
