using System.Buffers.Binary;

namespace AgentMemory.Gguf.Validation;

/// <summary>
/// The vocabulary: texts that differ, marks that are there, and tables as long as it. llama.cpp counts tokens by their
/// texts up to the first zero byte, and ends the process where two are alike.
/// </summary>
internal static class VocabularyValidation
{
    private const string TokensKey = "tokenizer.ggml.tokens";
    private const int ByteKind = 6;
    private const int WordPieceBegin = 101;
    private const int WordPieceEnd = 102;
    private const int WordPieceUnknown = 100;
    private const int UnigramUnknown = 2;

    /// <exception cref="ModelFileException">The vocabulary is missing or unsound.</exception>
    internal static void Check(GgufFile file)
    {
        var kind = file.Text("tokenizer.ggml.model");
        if (kind is null or "no_vocab" or "none" or "test")
        {
            throw Fault(file, "holds no vocabulary");
        }

        if (!file.TryGet(TokensKey, out var tokens) || !tokens.IsArray || tokens.Type != GgufValueType.Text || tokens.Count == 0)
        {
            throw Fault(file, $"holds no list of texts under {TokensKey}");
        }

        CheckDistinct(file, tokens);
        if (kind == "bert")
        {
            RequireMark(file, "bos_token_id", WordPieceBegin, tokens.Count);
            RequireMark(file, "seperator_token_id", WordPieceEnd, tokens.Count);
            RequireMark(file, "unknown_token_id", WordPieceUnknown, tokens.Count);
            if (file.Wholes("tokenizer.ggml.token_type").Contains(ByteKind))
            {
                throw Fault(file, "marks tokens of a word-piece vocabulary as bytes");
            }
        }
        else if (kind == "t5")
        {
            RequireMark(file, "unknown_token_id", UnigramUnknown, tokens.Count);
            CharacterMapValidation.Check(file);
        }

        if (file.Numbers("tokenizer.ggml.scores").Any(float.IsNaN))
        {
            throw Fault(file, "scores a token by a number that is none");
        }
    }

    /// <summary>As llama.cpp reads a mark: the file's number where it is a token's, else the usual one if there is such a token.</summary>
    private static void RequireMark(GgufFile file, string name, int usual, int tokens)
    {
        var stated = file.Whole($"tokenizer.ggml.{name}");
        if (stated is not (>= 0) || stated >= tokens)
        {
            stated = usual;
        }

        if (stated >= tokens)
        {
            throw Fault(file, $"has no token for tokenizer.ggml.{name}");
        }
    }

    private static void CheckDistinct(GgufFile file, GgufEntry tokens)
    {
        var seen = new HashSet<(int Start, int Length)>(tokens.Count, new ByBytes(file, tokens));
        var values = file.Values(tokens);
        var at = 0;
        for (var token = 0; token < tokens.Count; token++)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(values[at..]);
            at += sizeof(ulong);
            var zero = values.Slice(at, length).IndexOf((byte)0);
            var read = zero < 0 ? length : zero;
            if (read > 0 ? !seen.Add((at, read)) : IsWritten(file, token))
            {
                throw Fault(file, $"holds the text of token {token} twice");
            }

            at += length;
        }
    }

    /// <summary>An empty text is given this one, which must not be another token's.</summary>
    private static bool IsWritten(GgufFile file, int token) => file.Texts(TokensKey).Contains($"[EMPTY_{token}]");

    private static ModelFileException Fault(GgufFile file, string what) =>
        new(file.Path, $"{what}. Convert it again with its tokenizer.");

    private sealed class ByBytes(GgufFile file, GgufEntry entry) : IEqualityComparer<(int Start, int Length)>
    {
        public bool Equals((int Start, int Length) x, (int Start, int Length) y) =>
            x.Length == y.Length && Bytes(x).SequenceEqual(Bytes(y));

        public int GetHashCode((int Start, int Length) text)
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes(text));
            return hash.ToHashCode();
        }

        private ReadOnlySpan<byte> Bytes((int Start, int Length) text) => file.Values(entry).Slice(text.Start, text.Length);
    }
}
