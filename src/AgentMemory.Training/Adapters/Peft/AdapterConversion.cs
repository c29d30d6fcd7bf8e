using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>Makes a GGUF adapter from a PEFT folder, and a folder from a file; there and back is the same to the bit.</summary>
public static class AdapterConversion
{
    private const string FileEnd = ".gguf";

    /// <summary>Whether a path names a folder, as PEFT saves adapters.</summary>
    public static bool IsFolder(string path) => PeftFolder.Is(path);

    /// <summary>Converts an adapter into its other form.</summary>
    /// <param name="source">A GGUF file or a PEFT folder.</param>
    /// <param name="modelPath">The model it is for: it has the architecture, the heads and the shapes.</param>
    /// <param name="target">Ends in .gguf for a file; anything else is a folder.</param>
    /// <returns>What a person should know of the conversion.</returns>
    /// <exception cref="ModelFileException">The adapter is damaged, no plain LoRA, or another model's.</exception>
    /// <exception cref="UserErrorException">The model has an architecture without adapters here, or the adapter has the form already.</exception>
    public static IReadOnlyList<string> Convert(string source, string modelPath, string target)
    {
        var toFile = target.EndsWith(FileEnd, StringComparison.OrdinalIgnoreCase);
        using var model = GgufFile.Open(modelPath);
        var shape = ModelFile.Shape(model);
        if (IsFolder(source) != toFile)
        {
            throw new UserErrorException(toFile
                ? $"{source} is a GGUF file already; to make a PEFT folder of it, give --out a name that does not end in {FileEnd}"
                : $"{source} is a PEFT folder already; to make a GGUF file of it, give --out a name that ends in {FileEnd}");
        }

        CheckHeads(model, shape);
        var adapter = toFile ? PeftFolder.Read(source, model, shape) : StoredAdapter.Read(source, model);
        if (toFile)
        {
            adapter.Write(target);
        }
        else
        {
            PeftFolder.Write(adapter, shape, target);
        }

        return adapter.Remarks;
    }

    // Whether rows can be reordered by heads depends on the model alone: its layers were compared with its metadata by nobody yet.
    private static void CheckHeads(GgufFile model, ModelShape shape)
    {
        var modules = new PeftModules(shape);
        foreach (var tensor in model.Tensors)
        {
            if (modules.InterleavedHeads(tensor.Name) is { } heads
                && (shape.HeadWidth % 2 != 0 || tensor.Extents.Count != 2 || tensor.Extents[1] != heads * (long)shape.HeadWidth))
            {
                throw new ModelFileException(
                    model.Path, $"has '{tensor.Name}' of {tensor.Shape}, which is no {heads} heads of {shape.HeadWidth} numbers. Take another model.");
            }
        }
    }
}
