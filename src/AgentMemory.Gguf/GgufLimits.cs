namespace AgentMemory.Gguf;

/// <summary>
/// What a GGUF file may hold at most. A file is untrusted input: beyond these limits it is refused before anything is
/// allocated for it. They lie well above every model known in 2026 (a vocabulary of 262,144 tokens, some 2,000
/// tensors).
/// </summary>
public static class GgufLimits
{
    /// <summary>
    /// Key-value pairs; llama.cpp compares each key with all before it, so the limit bounds its time too.
    /// </summary>
    public const int EntriesMax = 4_096;

    /// <summary>Tensors, for the same reason.</summary>
    public const int TensorsMax = 16_384;

    /// <summary>Bytes of a key, as the format says.</summary>
    public const int KeyBytesMax = 65_535;

    /// <summary>Bytes of a text: chat templates take the most.</summary>
    public const int TextBytesMax = 16 * 1_024 * 1_024;

    /// <summary>Elements of an array: vocabularies and their merges take the most.</summary>
    public const int ArrayElementsMax = 16 * 1_024 * 1_024;

    /// <summary>Bytes of everything before the tensor data.</summary>
    public const long HeaderBytesMax = 512L * 1_024 * 1_024;

    /// <summary>Bytes of a tensor's name; ggml keeps 64 with the closing zero.</summary>
    public const int TensorNameBytesMax = 63;

    /// <summary>Files of one model.</summary>
    public const int PartsMax = 1_024;

    /// <summary>Dimensions of a tensor in ggml.</summary>
    public const int DimensionsMax = 4;

    /// <summary>Bytes of general.alignment.</summary>
    public const int AlignmentMax = 65_536;
}
