using System.Buffers;

namespace AgentMemory.Native;

/// <summary>The vocabulary of a loaded model: texts as UTF-8 bytes to token numbers and back.</summary>
internal sealed unsafe class NativeVocabulary
{
    private const int PieceBytesUsual = 64;

    private readonly LlamaModelHandle _model;
    private readonly nint _vocabulary;
    private readonly byte[]?[] _pieces;
    private readonly bool[] _endsText;
    private readonly bool[] _isControl;

    /// <param name="model">Stays the caller's; the vocabulary is good as long as it is open.</param>
    internal NativeVocabulary(LlamaModelHandle model)
    {
        _model = model;
        _vocabulary = Llama.llama_model_get_vocab(model.Pointer);
        Kind = (VocabularyKind)Llama.llama_vocab_type(_vocabulary);
        Size = Llama.llama_vocab_n_tokens(_vocabulary);
        Begin = Llama.llama_vocab_bos(_vocabulary);
        AddsBegin = Llama.llama_vocab_get_add_bos(_vocabulary);
        End = Llama.llama_vocab_eos(_vocabulary);
        LacksMark = (Begin < 0 && AddsBegin)
            || (End < 0 && Llama.llama_vocab_get_add_eos(_vocabulary))
            || (Llama.llama_vocab_sep(_vocabulary) < 0 && Llama.llama_vocab_get_add_sep(_vocabulary));
        _pieces = new byte[Size][];
        _endsText = new bool[Size];
        _isControl = new bool[Size];
        for (var token = 0; token < Size; token++)
        {
            _endsText[token] = Llama.llama_vocab_is_eog(_vocabulary, token);
            _isControl[token] = Llama.llama_vocab_is_control(_vocabulary, token);
        }
    }

    internal VocabularyKind Kind { get; }

    /// <summary>Number of tokens.</summary>
    internal int Size { get; }

    /// <summary>The token that begins a text, -1 when there is none.</summary>
    internal int Begin { get; }

    /// <summary>Whether the model expects that token in front of every text.</summary>
    internal bool AddsBegin { get; }

    /// <summary>The token that ends a text, -1 when there is none.</summary>
    internal int End { get; }

    /// <summary>Whether a mark is to stand around texts that the vocabulary does not have; llama.cpp would end the process.</summary>
    internal bool LacksMark { get; }

    /// <summary>Whether the model ends its text with this token.</summary>
    internal bool EndsText(int token) => _endsText[token];

    /// <summary>Whether the token steers the model and writes nothing.</summary>
    internal bool IsControl(int token) => _isControl[token];

    /// <summary>
    /// Token numbers of a text. Marks such as "&lt;|im_start|&gt;" in it become the tokens they name.
    /// </summary>
    /// <param name="utf8">
    /// The text. A SentencePiece vocabulary that lacks one of its bytes would end the process.
    /// </param>
    /// <param name="marks">Whether the marks that the model expects around a text are added.</param>
    internal int[] Encode(ReadOnlySpan<byte> utf8, bool marks)
    {
        CheckOpen();
        var tokens = ArrayPool<int>.Shared.Rent(utf8.Length + 16);
        try
        {
            fixed (byte* text = utf8)
            fixed (int* into = tokens)
            {
                // A null text is measured by its closing zero, so an empty one must point somewhere.
                byte nothing = 0;
                var from = text == null ? &nothing : text;
                var count = Llama.llama_tokenize(_vocabulary, from, utf8.Length, into, tokens.Length, marks, true);
                GC.KeepAlive(_model);
                return count >= 0
                    ? tokens[..count] : throw new ArgumentException($"a text of {utf8.Length} bytes has too many "
                        + "tokens");
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    /// <summary>
    /// The bytes that a token writes, those of special tokens among them; not always whole characters.
    /// </summary>
    internal ReadOnlySpan<byte> Piece(int token) =>
        (uint)token < (uint)Size
            ? _pieces[token] ??= ReadPiece(token)
            : throw new ArgumentOutOfRangeException(nameof(token), token, $"the vocabulary has {Size} tokens");

    private byte[] ReadPiece(int token)
    {
        CheckOpen();
        var buffer = new byte[PieceBytesUsual];
        for (; ; )
        {
            fixed (byte* into = buffer)
            {
                var length = Llama.llama_token_to_piece(_vocabulary, token, into, buffer.Length, 0, true);
                GC.KeepAlive(_model);
                if (length >= 0)
                {
                    return buffer[..length];
                }

                buffer = new byte[-length];
            }
        }
    }

    private void CheckOpen() => ObjectDisposedException.ThrowIf(_model.IsClosed, _model);
}
