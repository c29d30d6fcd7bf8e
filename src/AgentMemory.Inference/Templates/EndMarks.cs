using AgentMemory.Gguf;

namespace AgentMemory.Inference.Templates;

/// <summary>The texts of the marks at which a model's reply is over, told from its file alone.</summary>
public static class EndMarks
{
    private static readonly string[] Keys = ["eos", "eot", "eom"];

    // llama.cpp ends a reply at these too where a vocabulary has them (llama-vocab.cpp, special_eog_ids).
    private static readonly string[] WellKnown =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>",
        "< EOT >", "_< EOT >", "[EOT]", "[EOS]", "<EOT>", "_<EOT>", "<end_of_utterance>", "<｜end▁of▁sentence｜>",
    ];

    /// <summary>The marks; none where the file names none.</summary>
    public static IReadOnlyList<string> Of(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tokens = file.Texts("tokenizer.ggml.tokens");
        var named = Keys.Select(key => file.Whole($"tokenizer.ggml.{key}_token_id"))
            .Where(id => id >= 0 && id < tokens.Count)
            .Select(id => tokens[(int)id!.Value])
            .Where(text => text.Length > 0);
        var all = tokens.ToHashSet(StringComparer.Ordinal);
        return [.. named.Concat(WellKnown.Where(all.Contains)).Distinct(StringComparer.Ordinal)];
    }
}
