using System.Buffers;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Models;

/// <summary>
/// The vocabulary of a loaded model. Texts cross as UTF-8 bytes. Marks such as "&lt;|im_start|&gt;" that stand in a
/// text become the tokens they name.
/// </summary>
internal sealed unsafe class Tokenizer : ITokenizer
{
    /// <summary>Tokens at a prompt's end that are tokenised again together with the reply behind them.</summary>
    private const int SeamTokens = 32;

    private readonly nint _vocabulary;
    private readonly LlamaModelHandle _model;
    private readonly byte[]?[] _pieces;
    private readonly bool[] _endsText;
    private readonly bool[] _isControl;
    private readonly bool _dropsFirstSpace;
    private readonly MissingCharacters? _missing;

    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="file">The same model's file.</param>
    /// <exception cref="ModelFileException">The model has no vocabulary.</exception>
    internal Tokenizer(LlamaModelHandle model, GgufFile file)
    {
        _model = model;
        _vocabulary = Llama.llama_model_get_vocab(model.Pointer);
        Kind = (VocabularyKind)Llama.llama_vocab_type(_vocabulary);
        Size = Llama.llama_vocab_n_tokens(_vocabulary);
        if (Kind == VocabularyKind.None || Size <= 0)
        {
            throw new ModelFileException(file.Path, "holds no vocabulary. Convert it again with its tokenizer.");
        }

        _pieces = new byte[Size][];
        _endsText = new bool[Size];
        _isControl = new bool[Size];
        for (var token = 0; token < Size; token++)
        {
            _endsText[token] = Llama.llama_vocab_is_eog(_vocabulary, token);
            _isControl[token] = Llama.llama_vocab_is_control(_vocabulary, token);
        }

        Begin = Llama.llama_vocab_bos(_vocabulary);
        AddsBegin = Llama.llama_vocab_get_add_bos(_vocabulary);
        _dropsFirstSpace = Kind is VocabularyKind.SentencePiece or VocabularyKind.Unigram
            && (file.Flag("tokenizer.ggml.add_space_prefix") ?? true);
        _missing = MissingCharacters.Find(Kind, file);
    }

    internal VocabularyKind Kind { get; }

    /// <summary>Number of tokens.</summary>
    internal int Size { get; }

    /// <summary>The token that begins a text, -1 when there is none.</summary>
    internal int Begin { get; }

    /// <summary>Whether the model expects <see cref="Begin"/> in front of every text.</summary>
    internal bool AddsBegin { get; }

    public IReadOnlyList<int> Encode(string text) => Encode(text, marks: false);

    public int Count(string text) => Encode(text, marks: false).Length;

    public string Decode(IReadOnlyList<int> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var piece = Piece(tokens[i]);
            bytes.Write(i == 0 && _dropsFirstSpace && piece is [(byte)' ', ..] ? piece[1..] : piece);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Token numbers of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="marks">Whether the marks that the model expects around a text are added.</param>
    internal int[] Encode(string text, bool marks)
    {
        var written = _missing is null ? text : _missing.Replace(text);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(written.Length) + 1);
        try
        {
            var length = Encoding.UTF8.GetBytes(written, buffer);
            return Encode(buffer, length, marks);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
            return [.. replies.Select(reply => Encode(prompt + reply, marks: true))];
        }

        return [.. replies.Select(reply =>
        {
            var joined = Encode(seamText + reply, marks: false);
            return joined.AsSpan().CommonPrefixLength(seam) >= SeamTokens / 2
                ? [.. promptTokens.AsSpan(0, promptTokens.Length - SeamTokens), .. joined]
                : Encode(prompt + reply, marks: true);
        })];
    }

    /// <summary>Whether the model ends its text with this token.</summary>
    internal bool EndsText(int token) => _endsText[token];

    /// <summary>Whether the token steers the model and writes nothing.</summary>
    internal bool IsControl(int token) => _isControl[token];

    /// <summary>
    /// The bytes that a token writes, those of special tokens among them; not always whole characters.
    /// </summary>
    internal ReadOnlySpan<byte> Piece(int token)
    {
        if ((uint)token >= (uint)Size)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"the vocabulary has {Size} tokens");
        }

        return _pieces[token] ??= ReadPiece(token);
    }

    /// <exception cref="ObjectDisposedException">The model was closed, and its vocabulary with it.</exception>
    private nint Vocabulary => _model.Pointer != 0 ? _vocabulary : 0;

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

    private int[] Encode(byte[] bytes, int length, bool marks)
    {
        var tokens = ArrayPool<int>.Shared.Rent(length + 16);
        try
        {
            fixed (byte* text = bytes)
            fixed (int* into = tokens)
            {
                var count = Llama.llama_tokenize(Vocabulary, text, length, into, tokens.Length, marks, true);
                GC.KeepAlive(_model);
                return count >= 0 ? tokens[..count] : throw new ArgumentException($"a text of {length} bytes has too "
                    + "many tokens");
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    private byte[] ReadPiece(int token)
    {
        var buffer = new byte[64];
        for (; ; )
        {
            fixed (byte* into = buffer)
            {
                var length = Llama.llama_token_to_piece(Vocabulary, token, into, buffer.Length, 0, true);
                if (length >= 0)
                {
                    return buffer[..length];
                }

                buffer = new byte[-length];
            }
        }
    }
}
