using System.Globalization;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;
using AgentMemory.Training.Adapters.Files;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// A LoRA adapter as it is stored, between its two forms: a GGUF file, which llama.cpp loads, and a PEFT folder. Factors keep their type
/// and bytes, so that there and back is the same to the bit; rows are in GGUF's order.
/// </summary>
internal sealed record StoredAdapter
{
    /// <summary>Key under which a GGUF file keeps the adapter_config.json that it was made from, for the way back.</summary>
    public const string ConfigKey = "agentmemory.peft.config";

    private const string AlphaKey = "adapter.lora.alpha";

    public required string Architecture { get; init; }

    /// <summary>As GGUF has it: alpha / rank is the factor of a pair; null for a factor of 1 whatever the rank.</summary>
    public required float? Alpha { get; init; }

    public required IReadOnlyList<StoredPair> Pairs { get; init; }

    /// <summary>Of the base model's file, where the adapter says.</summary>
    public string? BaseSha256 { get; init; }

    public string? BaseName { get; init; }

    /// <summary>The text of the adapter_config.json it was made from.</summary>
    public string? Config { get; init; }

    /// <summary>What a person should know of the conversion, one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Reads a GGUF adapter for a model.</summary>
    /// <exception cref="ModelFileException">It is no LoRA adapter, or does not fit the model.</exception>
    public static StoredAdapter Read(string path, GgufFile baseFile)
    {
        using var file = GgufFile.Open(path);
        var layout = LoraLayout.Read(file, baseFile);
        var remarks = new List<string>();
        if (layout.Alpha is null or 0)
        {
            remarks.Add(
                $"it states {(layout.Alpha is null ? "no alpha" : "alpha 0")}, which is a factor of 1 whatever the rank: alpha is written as the rank");
        }

        var converted = layout.Pairs.SelectMany(pair => new[] { pair.A, pair.B }).Where(t => !IsPlain(t.Type)).ToList();
        if (converted.Count > 0)
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{converted.Count} factors are {converted[0].Type} and become F32; on the way back they stay F32"));
        }

        return new StoredAdapter
        {
            Architecture = file.Text("general.architecture")!,
            Alpha = layout.Alpha is { } alpha and not 0 ? alpha : null,
            Pairs = [.. layout.Pairs.Select(pair => new StoredPair(pair.Target, Factor(file, pair.A), Factor(file, pair.B)))],
            BaseSha256 = file.Text(AdapterFile.BaseKey),
            BaseName = file.Text(AdapterFile.BaseNameKey),
            Config = file.Text(ConfigKey),
            Remarks = remarks,
        };
    }

    /// <summary>Writes the GGUF file; put in place when whole.</summary>
    public void Write(string path)
    {
        var file = new GgufWriter();
        file.Set("general.type", "adapter");
        file.Set("general.architecture", Architecture);
        file.Set("adapter.type", "lora");
        if (Alpha is { } alpha)
        {
            file.Set(AlphaKey, alpha);
        }

        foreach (var (key, text) in new[] { (AdapterFile.BaseKey, BaseSha256), (AdapterFile.BaseNameKey, BaseName), (ConfigKey, Config) })
        {
            if (text is not null)
            {
                file.Set(key, text);
            }
        }

        foreach (var pair in Pairs)
        {
            file.AddStored(pair.Target + ".lora_a", [pair.A.Columns, pair.A.Rows], pair.A.Type, pair.A.Data);
            file.AddStored(pair.Target + ".lora_b", [pair.B.Columns, pair.B.Rows], pair.B.Type, pair.B.Data);
        }

        file.Save(path);
    }

    private static bool IsPlain(GgmlType type) => type is GgmlType.F32 or GgmlType.F16 or GgmlType.BF16;

    private static StoredFactor Factor(GgufFile file, GgufTensor tensor)
    {
        var (columns, rows) = (tensor.Extents[0], tensor.Elements / tensor.Extents[0]);
        if (IsPlain(tensor.Type))
        {
            return new StoredFactor(tensor.Type, columns, rows, file.Data(tensor));
        }

        if (!Dequantizer.CanRead(tensor.Type))
        {
            throw new ModelFileException(file.Path, $"stores '{tensor.Name}' as {tensor.Type}, which cannot be read here. Export it as F32 or F16.");
        }

        var values = new float[tensor.Elements];
        TensorReader.ReadF32(file, tensor, values);
        var data = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, data, 0, data.Length);
        return new StoredFactor(GgmlType.F32, columns, rows, data);
    }
}
