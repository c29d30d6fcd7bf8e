using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Pretraining.Vocabularies;

/// <summary>
/// A byte-level BPE vocabulary in the format llama.cpp calls gpt2: 256 bytes, three marks, and one token per merge. Any
/// UTF-8 text goes to tokens and back. How the merges are chosen is another's matter; see <see cref="WordVocabulary"/> and <see cref="LearntVocabulary"/>.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>
    /// The pre-tokenizer's name. GPT-2's own split (a word with the space before it, a run of digits, a run of signs), and,
    /// unlike "gpt-2", it leaves spaces alone when tokens are turned back into text.
    /// </summary>
    private const string PreTokenizer = "trillion";

    private const int Normal = 1;
    private const int Control = 3;
    private const int Unused = 5;

    // Products over the vocabulary take the fast kernel only where its size is a multiple of the vector's width.
    private const int CountStep = 64;

    private readonly Dictionary<string, int> _numbers;
    private readonly int _used;

    /// <param name="merges">Pairs of tokens in printable form, the earliest applied first; each makes the token it spells.</param>
    /// <exception cref="ArgumentException">A merge joins what is no token, or stands twice.</exception>
    public Vocabulary(IReadOnlyList<(string Left, string Right)> merges)
    {
        Merges = merges;
        var tokens = new List<string>(Printable);
        tokens.AddRange(["<|begin|>", "<|end|>", "<|pad|>"]);
        _numbers = tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
        foreach (var (left, right) in merges)
        {
            if (!_numbers.ContainsKey(left) || !_numbers.ContainsKey(right) || !_numbers.TryAdd(left + right, tokens.Count))
            {
                throw new ArgumentException($"the merge of {left} and {right} joins what is no token, or stands twice", nameof(merges));
            }

            tokens.Add(left + right);
        }

        _used = tokens.Count;
        while (tokens.Count % CountStep != 0)
        {
            tokens.Add($"<|unused{tokens.Count - _used}|>");
        }

        Tokens = tokens;
    }

    /// <summary>GPT-2's table of bytes: printable ones stand for themselves, the others for U+0100 and on.</summary>
    public static IReadOnlyList<string> Printable { get; } = MakePrintable();

    /// <summary>Tokens in printable form; their place is their number. A byte's number is the byte.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>Stands in front of every text.</summary>
    public int Begin => 256;

    /// <summary>Ends a text.</summary>
    public int End => 257;

    /// <summary>Fills what is left of a row.</summary>
    public int Padding => 258;

    public int Count => Tokens.Count;

    /// <summary>Over all tokens.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Tokens))));

    /// <summary>Text in GPT-2's printable form, one character per byte.</summary>
    public static string ToPrintable(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(b => Printable[b]));

    /// <summary>The byte that a character of the printable form stands for.</summary>
    public static int ByteOf(char printable) => Bytes[printable];

    /// <summary>The number of the token that spells this text, or null.</summary>
    public int? NumberOf(string text) => _numbers.TryGetValue(ToPrintable(text), out var number) ? number : null;

    /// <summary>The vocabulary of a model file that <see cref="Write"/> has written.</summary>
    /// <exception cref="UserErrorException">It was written by others: its tokens are not those that its merges make.</exception>
    public static Vocabulary Read(GgufFile file)
    {
        var merges = file.Texts("tokenizer.ggml.merges").Select(m => m.Split(' ')).ToArray();
        try
        {
            var read = new Vocabulary([.. merges.Select(m => m is [var left, var right] ? (left, right) : ("", ""))]);
            if (read.Tokens.SequenceEqual(file.Texts("tokenizer.ggml.tokens"), StringComparer.Ordinal))
            {
                return read;
            }
        }
        catch (ArgumentException)
        {
            // Said below.
        }

        throw new UserErrorException($"{file.Path}: its vocabulary is not one that pretrain made; take a model that it made");
    }

    /// <summary>Writes the tokenizer's part of a model file.</summary>
    public void Write(GgufWriter file)
    {
        file.Set("tokenizer.ggml.model", "gpt2");
        file.Set("tokenizer.ggml.pre", PreTokenizer);
        file.Set("tokenizer.ggml.tokens", Tokens);
        file.Set("tokenizer.ggml.token_type", [.. Tokens.Select((_, i) => i is >= 256 and < 259 ? Control : i < _used ? Normal : Unused)]);
        file.Set("tokenizer.ggml.merges", [.. Merges.Select(m => $"{m.Left} {m.Right}")]);
        file.Set("tokenizer.ggml.bos_token_id", (uint)Begin);
        file.Set("tokenizer.ggml.eos_token_id", (uint)End);
        file.Set("tokenizer.ggml.padding_token_id", (uint)Padding);
        file.Set("tokenizer.ggml.add_bos_token", true);
    }

    private static Dictionary<char, int> Bytes { get; } =
        Printable.Select((p, b) => (p, b)).ToDictionary(x => x.p[0], x => x.b);

    private static string[] MakePrintable()
    {
        var table = new string[256];
        var shifted = 256;
        for (var b = 0; b < 256; b++)
        {
            table[b] = ((char)(b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? b : shifted++)).ToString();
        }

        return table;
    }
}
