using System.Globalization;

namespace AgentMemory.Memory.Database;

/// <summary>The few things a store knows about itself.</summary>
internal sealed class StoreSettings(StoreFile file)
{
    private const string EmbedderId = "embedder";
    private const string Dimensions = "dimensions";
    private const string NatsPerCosine = "nats_per_cosine";
    private const string UnrelatedCosine = "unrelated_cosine";
    private const string CosineFloor = "cosine_floor";

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

    /// <summary>What the embedder's cosines are worth; null while nobody has asked.</summary>
    public EmbedderCalibration? Calibration
    {
        get => Value(NatsPerCosine) is { } nats && Value(UnrelatedCosine) is { } unrelated && Value(CosineFloor) is { } floor
            ? new EmbedderCalibration { NatsPerCosine = nats, Unrelated = unrelated, Floor = floor }
            : null;
        set
        {
            Set(NatsPerCosine, value?.NatsPerCosine.ToString("R", CultureInfo.InvariantCulture));
            Set(UnrelatedCosine, value?.Unrelated.ToString("R", CultureInfo.InvariantCulture));
            Set(CosineFloor, value?.Floor.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private double? Value(string name) =>
        double.TryParse(Get(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

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
