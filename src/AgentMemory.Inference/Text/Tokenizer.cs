using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;
using LLama.Native;

namespace AgentMemory.Inference.Text;

/// <summary>The tokenizer of a loaded model.</summary>
internal sealed class Tokenizer : ITokenizer
{
    /// <summary>Tokens at a prompt's end that are tokenised again together with the reply behind them.</summary>
    private const int SeamTokens = 16;

    /// <summary>Short texts come again and again: the replies of a game, the last line with each reply behind it.</summary>
    private const int ShortCharacters = 192;

    private const int ShortTexts = 8_192;

    private readonly Dictionary<string, int[]> _short = new(StringComparer.Ordinal);
    private readonly PromptMemory _prompts;
    private readonly bool _dropsFirstSpace;
    private readonly MissingCharacters? _missing;

    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="file">The same model's file.</param>
    /// <exception cref="ModelFileException">The model has no vocabulary.</exception>
    internal Tokenizer(LoadedModel model, GgufFile file)
    {
        Vocabulary = new ModelVocabulary(model, file);
        if (Vocabulary.Kind == LLamaVocabType.None || Vocabulary.Size <= 0)
        {
            throw new ModelFileException(file.Path, "holds no vocabulary. Convert it again with its tokenizer.");
        }

        if (Vocabulary.LacksMark)
        {
            throw new ModelFileException(
                file.Path, "wants a mark around texts and has no token for it (tokenizer.ggml.*_token_id). Convert it again with its tokenizer.");
        }

        _dropsFirstSpace = Vocabulary.Kind is LLamaVocabType.SentencePiece or LLamaVocabType.Unigram
            && (file.Flag("tokenizer.ggml.add_space_prefix") ?? true);
        _missing = MissingCharacters.Find(Vocabulary.Kind, file);
        Marks = new TextMarks
        {
            Begin = Vocabulary.Begin >= 0 ? Vocabulary.Begin : null,
            AddsBegin = Vocabulary.AddsBegin,
            End = Vocabulary.End >= 0 ? Vocabulary.End : null,
            Endings = Enumerable.Range(0, Size).Where(Vocabulary.EndsText).ToFrozenSet(),
        };
        _prompts = new PromptMemory(this);
    }

    public TextMarks Marks { get; }

    internal ModelVocabulary Vocabulary { get; }

    /// <summary>Number of tokens.</summary>
    internal int Size => Vocabulary.Size;

    public IReadOnlyList<int> Encode(string text) => Encode(text, marks: false);

    public int Count(string text) => Encode(text, marks: false).Length;

    public string WithoutMarks(string text) => SpelledMarks.Part(text, this);

    public string Decode(IReadOnlyList<int> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < tokens.Count; i++)
        {
            bytes.Write(PieceAt(tokens[i], isFirst: i == 0));
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>
    /// The tokens of <see cref="PromptTokens"/>; what earlier prompts begin with too is taken from them.
    /// </summary>
    internal int[] EncodePrompt(string prompt) => _prompts.Encode(prompt);

    /// <summary>Forgets the earlier prompts.</summary>
    internal void Forget() => _prompts.Forget();

    /// <summary>Token numbers of a text.</summary>
    /// <param name="text">Any text. Marks such as "&lt;|im_start|&gt;" in it become the tokens they name.</param>
    /// <param name="marks">Whether llama.cpp adds the marks of a whole text; for embedding, since a prompt has no end.</param>
    internal int[] Encode(string text, bool marks)
    {
        if (marks || text.Length > ShortCharacters)
        {
            return EncodeAnew(text, marks);
        }

        if (!_short.TryGetValue(text, out var tokens))
        {
            if (_short.Count == ShortTexts)
            {
                _short.Clear();
            }

            tokens = EncodeAnew(text, marks);
            _short.Add(text, tokens);
        }

        return tokens;
    }

    /// <summary>Whether what stands behind a text can be tokenised apart from it.</summary>
    internal bool CanBegin(ReadOnlySpan<char> rest) => !_dropsFirstSpace || rest is [' ', ..];

    /// <summary>Token numbers of the rest of a text, see <see cref="CanBegin"/>.</summary>
    internal int[] EncodeFrom(ReadOnlySpan<char> rest) =>
        Encode((_dropsFirstSpace ? rest[1..] : rest).ToString(), marks: false);

    /// <summary>The bytes that a token writes at the beginning of a text or further on.</summary>
    internal ReadOnlySpan<byte> PieceAt(int token, bool isFirst)
    {
        var piece = Piece(token);
        return isFirst && _dropsFirstSpace && piece is [(byte)' ', ..] ? piece[1..] : piece;
    }

    private int[] EncodeAnew(string text, bool marks)
    {
        return Vocabulary.Encode(_missing is null ? text : _missing.Replace(text), marks);
    }

    /// <summary>
    /// The tokens of the prompt with each reply behind it in one text. Only the prompt's end is tokenised again, where
    /// that is seen to change nothing further left; otherwise the whole text is.
    /// </summary>
    internal int[][] EncodeBehind(string prompt, int[] promptTokens, IReadOnlyList<string> replies)
    {
        var seam = promptTokens.Length > 2 * SeamTokens ? promptTokens[^SeamTokens..] : [];
        var seamText = seam.Length > 0 ? DecodeExactly(seam) : null;
        if (seamText is null || !Encode(seamText, marks: false).AsSpan().SequenceEqual(seam))
        {
            return [.. replies.Select(reply => PromptTokens.Of(this, prompt + reply))];
        }

        return [.. replies.Select(reply =>
        {
            var joined = Encode(seamText + reply, marks: false);
            return joined.AsSpan().CommonPrefixLength(seam) >= SeamTokens / 2
                ? [.. promptTokens.AsSpan(0, promptTokens.Length - SeamTokens), .. joined]
                : PromptTokens.Of(this, prompt + reply);
        })];
    }

    /// <summary>Whether the model ends its text with this token.</summary>
    internal bool EndsText(int token) => Vocabulary.EndsText(token);

    /// <summary>Whether the token steers the model and writes nothing.</summary>
    internal bool IsControl(int token) => Vocabulary.IsControl(token);

    /// <summary>
    /// The bytes that a token writes, those of special tokens among them; not always whole characters.
    /// </summary>
    internal ReadOnlySpan<byte> Piece(int token) => Vocabulary.Piece(token);

    private string? DecodeExactly(ReadOnlySpan<int> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var token in tokens)
        {
            bytes.Write(Piece(token));
        }

        var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return null;
        }

        return _dropsFirstSpace && text.StartsWith(' ') ? text[1..] : text;
    }
}
