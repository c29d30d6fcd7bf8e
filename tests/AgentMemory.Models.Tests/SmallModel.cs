using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Models.Tests;

/// <summary>One random model on disk for all tests of a class, opened as each test likes.</summary>
public sealed class SmallModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallModel()
    {
        Path = Shape.Save(_folder.File("small.gguf"));
    }

    internal RandomModel Shape { get; } = new();

    internal string Path { get; }

    internal string File(string name) => _folder.File(name);

    internal LocalModel Open(int slots = 16, int? contextTokens = null, long cacheBytesMax = 1L << 30) =>
        LocalModel.Open(ModelEntry.OfFile(Path), new EngineOptions
        {
            Slots = slots,
            Threads = 1,
            ContextTokens = contextTokens,
            CacheBytesMax = cacheBytesMax,
        });

    public void Dispose() => _folder.Dispose();
}
