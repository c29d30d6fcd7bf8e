namespace AgentMemory.Gguf.Validation;

/// <summary>Keys that every model with weights states, whatever its architecture.</summary>
internal static class MissingMetadata
{
    private static readonly string[] Measures = ["context_length", "embedding_length", "block_count"];
    private static readonly string[] Vocabulary = ["tokenizer.ggml.model", "tokenizer.ggml.tokens"];

    /// <summary>Those that are missing; none for adapters and other files beside a model, and none for a vocabulary alone.</summary>
    internal static IReadOnlyList<string> Of(GgufFile file)
    {
        if (file.Text("general.type") is not (null or "model"))
        {
            return [];
        }

        if (file.Text("general.architecture") is not { } architecture)
        {
            return ["general.architecture"];
        }

        var measures = file.Tensors.Count > 0 ? Measures.Select(key => $"{architecture}.{key}").Where(key => !(file.Whole(key) > 0)) : [];
        return [.. measures, .. Vocabulary.Where(key => !file.TryGet(key, out _))];
    }
}
