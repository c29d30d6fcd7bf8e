using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Cli.Models;

/// <summary>Opens an embedder by name: a model's id or file, or "spelling", which needs no model.</summary>
internal static class EmbedderShelf
{
    public const string Spelling = "spelling";

    /// <summary>The embedder and what is to be disposed of with it; null without a name.</summary>
    /// <exception cref="UserErrorException">There is no such model, or it cannot embed.</exception>
    public static (IEmbedder? Embedder, IDisposable? Owned) Open(string? name, Home home)
    {
        switch (name)
        {
            case null:
                return (null, null);
            case Spelling:
                return (new SpellingEmbedder(), null);
            default:
                var embedder = LocalEmbedder.Open(
                    ModelCatalogue.Read(home.Models).Resolve(name), new EngineOptions { Device = InferenceDevice.Cpu, Threads = 1 });
                return (embedder, embedder);
        }
    }
}
