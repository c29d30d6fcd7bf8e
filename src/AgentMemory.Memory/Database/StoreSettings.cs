using System.Globalization;

namespace AgentMemory.Memory.Database;

/// <summary>The few things a store knows about itself.</summary>
internal sealed class StoreSettings(StoreFile file)
{
    private const string EmbedderId = "embedder";
    private const string Dimensions = "dimensions";

    public EmbedderIdentity? Embedder
    {
        get => Get(EmbedderId) is { } id && Get(Dimensions) is { } dimensions
            ? new EmbedderIdentity(id, int.Parse(dimensions, CultureInfo.InvariantCulture))
            : null;
        set
        {
            Set(EmbedderId, value?.Id);
            Set(Dimensions, value?.Dimensions.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string? Get(string name) => file.Statement("SELECT value FROM setting WHERE name = ?1").Text(name);

    private void Set(string name, string? value)
    {
        if (value is null)
        {
            file.Execute("DELETE FROM setting WHERE name = ?1", name);
            return;
        }

        file.Execute("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name, value);
    }
}
