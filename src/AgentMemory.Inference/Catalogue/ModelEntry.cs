namespace AgentMemory.Inference.Catalogue;

/// <summary>A model file and what is known of where it comes from.</summary>
public sealed record ModelEntry
{
    /// <summary>The name it goes by.</summary>
    public required string Id { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Of the file, lower-case hexadecimal; null for a file outside the catalogue.</summary>
    public string? Sha256 { get; init; }

    public string? Licence { get; init; }

    /// <summary>Who made it and how.</summary>
    public string? Source { get; init; }

    /// <summary>Operations that its pretraining took; null where no record tells.</summary>
    public double? PretrainingFlops { get; init; }

    /// <summary>Where it can be downloaded.</summary>
    public string? Url { get; init; }

    /// <summary>A file that no catalogue describes.</summary>
    public static ModelEntry OfFile(string path) =>
        new() { Id = System.IO.Path.GetFileNameWithoutExtension(path), Path = path };
}
