using System.Text;
using AgentMemory.Gguf;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>The vocabulary of a loaded model: texts to token numbers, and these to UTF-8 bytes.</summary>
internal sealed class ModelVocabulary
{
    private const int PieceBytesUsual = 64;

    private readonly SafeLlamaModelHandle _model;
    private readonly byte[]?[] _pieces;
    private readonly bool[] _endsText;
    private readonly bool[] _isControl;

    /// <param name="model">Stays the caller's; the vocabulary is good as long as it is open.</param>
    /// <param name="file">The same model's file.</param>
    internal ModelVocabulary(LoadedModel model, GgufFile file)
    {
        _model = model.Handle;
        var vocabulary = _model.Vocab;
        Kind = vocabulary.Type;
        Size = vocabulary.Count;
        Begin = Number(vocabulary.BOS);
        AddsBegin = vocabulary.ShouldAddBOS;
        End = Number(vocabulary.EOS);
        // Word-piece models close each text unless their file says otherwise.
        var addsSeparator = file.Flag("tokenizer.ggml.add_sep_token") ?? (Kind == LLamaVocabType.WordPiece);
        LacksMark = (Begin < 0 && AddsBegin)
            || (End < 0 && vocabulary.ShouldAddEOS)
            || (Number(vocabulary.SEP) < 0 && addsSeparator);
        _pieces = new byte[Size][];
        _endsText = [.. Enumerable.Range(0, Size).Select(token => ((LLamaToken)token).IsEndOfGeneration(vocabulary))];
        _isControl = [.. Enumerable.Range(0, Size).Select(token => ((LLamaToken)token).IsControl(vocabulary))];
    }

    internal LLamaVocabType Kind { get; }

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
    /// <param name="text">A SentencePiece vocabulary that lacks one of its bytes would end the process.</param>
    /// <param name="marks">Whether the marks that the model expects around a text are added.</param>
    internal int[] Encode(string text, bool marks)
    {
        CheckOpen();
        return Array.ConvertAll(_model.Tokenize(text, marks, special: true, Encoding.UTF8), token => (int)token);
    }

    /// <summary>
    /// The bytes that a token writes, those of special tokens among them; not always whole characters.
    /// </summary>
    internal ReadOnlySpan<byte> Piece(int token) =>
        (uint)token < (uint)Size
            ? _pieces[token] ??= ReadPiece(token)
            : throw new ArgumentOutOfRangeException(nameof(token), token, $"the vocabulary has {Size} tokens");

    private static int Number(LLamaToken? token) => token is { } known ? (int)known : -1;

    private byte[] ReadPiece(int token)
    {
        CheckOpen();
        var buffer = new byte[PieceBytesUsual];
        for (; ; )
        {
            var length = (int)_model.TokenToSpan(token, buffer, lstrip: 0, special: true);
            if (length <= buffer.Length)
            {
                return buffer[..length];
            }

            buffer = new byte[length];
        }
    }

    private void CheckOpen() => ObjectDisposedException.ThrowIf(_model.IsClosed, _model);
}
