using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;
using LLama.Native;

namespace AgentMemory.Inference.Text;

/// <summary>
/// What a vocabulary cannot write. A SentencePiece vocabulary writes an unknown character by its bytes; where the
/// tokens for the bytes are missing too, llama.cpp ends the process. Such characters are replaced by the text of the
/// unknown token before they cross, as SentencePiece itself would do.
/// </summary>
internal sealed class MissingCharacters
{
    private readonly HashSet<string> _tokens;
    private readonly bool[] _bytes;
    private readonly string? _unknown;
    private readonly string _path;

    private MissingCharacters(HashSet<string> tokens, bool[] bytes, string? unknown, string path) =>
        (_tokens, _bytes, _unknown, _path) = (tokens, bytes, unknown, path);

    /// <summary>Null where the vocabulary can write everything.</summary>
    internal static MissingCharacters? Find(LLamaVocabType kind, GgufFile file)
    {
        if (kind is not (LLamaVocabType.SentencePiece or LLamaVocabType.Unigram))
        {
            return null;
        }

        var texts = file.Texts("tokenizer.ggml.tokens");
        var tokens = texts.ToHashSet(StringComparer.Ordinal);
        var bytes = new bool[256];
        for (var b = 0; b < bytes.Length; b++)
        {
            bytes[b] = tokens.Contains($"<0x{b:X2}>") || (b < 128 && tokens.Contains(((char)b).ToString()));
        }

        var unknown = file.Whole("tokenizer.ggml.unknown_token_id") is { } id && id >= 0 && id < texts.Count
            ? texts[(int)id] : null;
        return bytes.All(known => known) ? null : new MissingCharacters(tokens, bytes, unknown, file.Path);
    }

    /// <exception cref="UserErrorException">A character is missing and the vocabulary has no unknown token.</exception>
    internal string Replace(string text)
    {
        StringBuilder? replaced = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (CanWrite(rune))
            {
                replaced?.Append(rune.ToString());
            }
            else
            {
                replaced ??= new StringBuilder(text, 0, at, text.Length + 16);
                replaced.Append(_unknown ?? throw new UserErrorException(
                    $"{_path}: its vocabulary cannot write '{rune}' (U+{rune.Value:X4}) and has no unknown token; "
                    + "take another model or other words"));
            }

            at += rune.Utf16SequenceLength;
        }

        return replaced?.ToString() ?? text;
    }

    private bool CanWrite(Rune rune)
    {
        // A space is written as U+2581 in these vocabularies.
        var written = rune.Value == ' ' ? "\u2581" : rune.ToString();
        if (_tokens.Contains(written))
        {
            return true;
        }

        foreach (var b in Encoding.UTF8.GetBytes(written))
        {
            if (!_bytes[b])
            {
                return false;
            }
        }

        return true;
    }
}
