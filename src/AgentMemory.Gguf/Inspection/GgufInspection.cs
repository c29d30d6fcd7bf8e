using AgentMemory.Gguf.Validation;

namespace AgentMemory.Gguf.Inspection;

/// <summary>
/// What there is of a file that may be incomplete, and what is missing: its header is cut, or its tensors' data, or a part of a model in
/// several files, or metadata that a model needs. Only for telling of it: what runs a model opens it with <see cref="GgufFile.Open"/>,
/// which refuses each of these.
/// </summary>
public sealed class GgufInspection : IDisposable
{
    private readonly List<ModelFileException> _faults = [];

    private GgufInspection(string path)
    {
        File = GgufFile.OpenWhatIsThere(path, _faults);
        IsWhole = _faults.Count == 0;
        if (IsWhole && MissingMetadata.Of(File) is { Count: > 0 } keys)
        {
            _faults.Add(new ModelFileException(path, $"lacks {string.Join(", ", keys)}, which every model states. Convert it again."));
        }
    }

    /// <summary>The metadata and tensors that could be read; data of tensors may be missing.</summary>
    public GgufFile File { get; }

    /// <summary>Whether all parts, all of the header and all data are there.</summary>
    public bool IsWhole { get; }

    /// <summary>What is wrong, each in a line; empty for a sound file.</summary>
    public IReadOnlyList<ModelFileException> Faults => _faults;

    /// <summary>A vocabulary with nothing to compute by, as llama.cpp keeps them for tests of tokenizers.</summary>
    public bool IsVocabularyOnly => IsWhole && File.Tensors.Count == 0 && File.TryGet("tokenizer.ggml.tokens", out _);

    /// <summary>Tensors whose data is all there.</summary>
    public int WholeTensors => File.Tensors.Count(tensor => PresentBytes(tensor) == tensor.Bytes);

    /// <summary>Bytes that are missing of the tensors that are known.</summary>
    public long MissingBytes => File.Tensors.Sum(tensor => tensor.Bytes - PresentBytes(tensor));

    /// <summary>Tensors that a missing part holds; 0 where none is known to be missing.</summary>
    public int UnknownTensors => IsWhole ? 0 : Math.Max(0, (File.PromisedTensors ?? 0) - File.Tensors.Count);

    /// <summary>Reads what there is.</summary>
    /// <exception cref="ModelFileException">Nothing can be read: the file is missing, or is no GGUF file.</exception>
    public static GgufInspection Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new GgufInspection(path);
    }

    /// <summary>How many bytes of a tensor's data are there.</summary>
    public long PresentBytes(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return File.PresentBytes(tensor);
    }

    public void Dispose() => File.Dispose();
}
