using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;

namespace AgentMemory.Inference.Loading;

/// <summary>
/// Checks a LoRA adapter's file against the base model it is to be worn by, before native code sees it: its kind, its
/// architecture, that each pair of factors belongs to a tensor of the base, and that the shapes multiply.
/// </summary>
public static class AdapterCheck
{
    private const string BaseKey = "agentmemory.base.sha256";
    private const string BaseNameKey = "agentmemory.base.name";

    /// <summary>Checks an adapter.</summary>
    /// <param name="path">The adapter.</param>
    /// <param name="baseFile">The model it is to be worn by.</param>
    /// <param name="card">Its card; an adapter that names its base by hash is held to it. Null asks for the shapes alone.</param>
    /// <exception cref="UserErrorException">The adapter cannot be read or belongs to another base model.</exception>
    public static void Check(string path, GgufFile baseFile, ModelCard? card = null)
    {
        ArgumentNullException.ThrowIfNull(baseFile);
        try
        {
            using var adapter = GgufFile.Open(path);
            if (card is not null && adapter.Text(BaseKey) is { } hash && hash != card.Sha256)
            {
                throw new ModelFileException(
                    path,
                    $"was trained on the model {adapter.Text(BaseNameKey)} ({hash[..Math.Min(12, hash.Length)]}) and this is {card.Id} "
                        + $"({card.Sha256[..12]}). Take that model, or train an adapter for this one.");
            }

            LoraLayout.Read(adapter, baseFile);
        }
        catch (ModelFileException cause)
        {
            throw new UserErrorException(cause.Message, cause);
        }
    }
}
