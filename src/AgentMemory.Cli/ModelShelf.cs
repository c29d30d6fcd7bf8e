using AgentMemory.Core;
using AgentMemory.Models;
using AgentMemory.Native;

namespace AgentMemory.Cli;

/// <summary>Opens models by id or path, and puts them down again.</summary>
internal sealed class ModelShelf : IDisposable
{
    private const int SlotsMax = 64;
    private readonly ModelCatalogue _catalogue;
    private readonly List<LocalModel> _open = [];

    public ModelShelf(Home home)
    {
        _catalogue = ModelCatalogue.Read(home.Models);
    }

    /// <summary>Threads that computing may use. More than there are cores would make ggml wait on itself.</summary>
    public int Threads { get; } = Environment.ProcessorCount;

    /// <summary>Opens a model for so many sequences of so many tokens.</summary>
    /// <param name="named">An id, a path, or null for the shipped model.</param>
    /// <exception cref="UserErrorException">There is no such model.</exception>
    public LocalModel Open(string? named, string device, int contextTokens, int sequences)
    {
        var model = LocalModel.Open(_catalogue.Resolve(named), new EngineOptions
        {
            Device = Enum.Parse<NativeDevice>(device, ignoreCase: true),
            Threads = Threads,
            Slots = Math.Min(sequences, SlotsMax),
            ContextTokens = contextTokens,
        });
        _open.Add(model);
        return model;
    }

    public void Dispose() => _open.ForEach(model => model.Dispose());
}
