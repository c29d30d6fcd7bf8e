using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Pretraining.Vocabularies;

namespace AgentMemory.Models.Tests;

/// <summary>
/// Little vocabularies that differ in what they put around a text: byte pairs and SentencePiece, with and without a begin mark,
/// with and without <c>add_eos_token</c>. Both join a space to the word behind it. Token 0 is unknown, 1 begins, 2 ends a text,
/// 3 ends a turn.
/// </summary>
internal sealed record MarkedVocabulary(bool IsSentencePiece, bool AddsBegin, bool AddsEnd)
{
    internal const string Begin = "<|begin_of_text|>";
    internal const string End = "<|end_of_text|>";
    internal const string Turn = "<|eot_id|>";
    private static readonly string[] Words = ["b", "bl", "blue", "r", "red", "w", "white", "g", "gr", "green"];

    internal static IReadOnlyList<MarkedVocabulary> All { get; } =
    [
        .. from pieces in new[] { false, true }
           from begin in new[] { false, true }
           from end in new[] { false, true }
           select new MarkedVocabulary(pieces, begin, end),
    ];

    internal RandomModel Model => new() { Width = 32, Inner = 48, ContextTokens = 64, Size = Tokens.Length, Vocabulary = Write };

    private string[] Tokens => IsSentencePiece
        ?
        [
            "<unk>", Begin, End, Turn, .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), "\u2581", "\u2581\u2581",
            .. Letters, .. Words.Except(Letters), .. Words.Select(w => "\u2581" + w),
        ]
        : ["<unk>", Begin, End, Turn, .. Pretrained, .. Merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal))];

    private static IEnumerable<string> Letters => Enumerable.Range('a', 26).Select(c => ((char)c).ToString());

    private static IEnumerable<string> Pretrained => Vocabulary.Printable;

    // "Ġ" is a space in the printable form of bytes, "Ċ" a newline.
    private static string[] Merges => ["Ġ b", "Ġ w", "Ġ Ġ", "Ċ Ċ", "b l", "Ġb l", "w h", "Ġw h"];

    internal LocalModel Open(TemporaryFolder folder) => LocalModel.Open(
        ModelEntry.OfFile(Model.Save(folder.File($"{this}.gguf".Replace(" ", "", StringComparison.Ordinal)))),
        new EngineOptions { Threads = 1, ContextTokens = 64, Exact = true });

    private void Write(GgufWriter writer)
    {
        var tokens = Tokens;
        writer.Set("tokenizer.ggml.model", IsSentencePiece ? "llama" : "gpt2");
        writer.Set("tokenizer.ggml.tokens", tokens);
        int[] kinds = [.. tokens.Select((t, i) => i == 0 ? 2 : i < 4 ? 3 : IsSentencePiece && i < 260 ? 6 : 1)];
        writer.Set("tokenizer.ggml.token_type", kinds);
        if (IsSentencePiece)
        {
            float[] scores = [.. tokens.Select(t => (float)t.Length)];
            writer.Set("tokenizer.ggml.scores", scores);
            writer.Set("tokenizer.ggml.unknown_token_id", 0u);
        }
        else
        {
            writer.Set("tokenizer.ggml.pre", "smollm");
            writer.Set("tokenizer.ggml.merges", Merges);
        }

        writer.Set("tokenizer.ggml.bos_token_id", 1u);
        writer.Set("tokenizer.ggml.eos_token_id", 2u);
        writer.Set("tokenizer.ggml.eot_token_id", 3u);
        writer.Set("tokenizer.ggml.add_bos_token", AddsBegin);
        writer.Set("tokenizer.ggml.add_eos_token", AddsEnd);
    }
}
