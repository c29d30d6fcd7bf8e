using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Cli.Models;

/// <summary>Opens models by id or path, and puts them down again.</summary>
internal sealed class ModelShelf : IDisposable
{
    private const int SlotsMax = 64;
    private readonly ModelCatalogue _catalogue;
    private readonly List<LocalModel> _open = [];

    /// <param name="home">Where the shipped models lie.</param>
    /// <param name="threads">Threads that computing uses, or null for as many as suit the model's size, at most one per core.</param>
    /// <exception cref="UserErrorException">More threads than cores: ggml's threads would wait on each other, spinning.</exception>
    public ModelShelf(Home home, int? threads)
    {
        _catalogue = ModelCatalogue.Read(home.Models);
        Stated = threads;
        Threads = threads ?? Environment.ProcessorCount;
        if (Threads < 1 || Threads > Environment.ProcessorCount)
        {
            throw new UserErrorException($"--threads {Threads} cannot be used; it is a whole number from 1 to {Environment.ProcessorCount}");
        }
    }

    /// <summary>Threads that computing may use.</summary>
    public int Threads { get; }

    /// <summary>Threads that a person asked for, or null where the model's size decides.</summary>
    public int? Stated { get; }

    /// <summary>Opens a model for so many sequences of so many tokens.</summary>
    /// <param name="named">An id, a path, or null for the shipped model.</param>
    /// <param name="wishes">What the command line says about cache and attention; null leaves it to be chosen.</param>
    /// <exception cref="UserErrorException">There is no such model.</exception>
    public LocalModel Open(string? named, string device, int contextTokens, int sequences, EngineWishes? wishes = null)
    {
        var model = LocalModel.Open(_catalogue.Resolve(named), new EngineOptions
        {
            Device = Enum.Parse<InferenceDevice>(device, ignoreCase: true),
            Threads = Stated,
            Slots = Math.Min(sequences, SlotsMax),
            ContextTokens = wishes?.ContextTokens ?? contextTokens,
            CacheType = wishes?.CacheType,
            FlashAttention = wishes?.FlashAttention,
        });
        _open.Add(model);
        return model;
    }

    /// <summary>Opens a model to embed with; the caller's to dispose of.</summary>
    public LocalEmbedder OpenEmbedder(string? named, string device) => LocalEmbedder.Open(_catalogue.Resolve(named), new EngineOptions
    {
        Device = Enum.Parse<InferenceDevice>(device, ignoreCase: true),
        Threads = Stated,
    });

    public void Dispose() => _open.ForEach(model => model.Dispose());
}
