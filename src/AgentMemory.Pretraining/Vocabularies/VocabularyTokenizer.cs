using System.Collections.Frozen;
using System.Text;
using AgentMemory.Core.Models;

namespace AgentMemory.Pretraining.Vocabularies;

/// <summary>
/// A vocabulary as a tokenizer, without the engine: the same tokens, and faster, since words come up again and again.
/// Marks such as the end of a text are never read from text. Not safe to share between threads.
/// </summary>
public sealed class VocabularyTokenizer : ITokenizer
{
    private const int WordsKeptMax = 100_000;

    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<(string, string), int> _ranks;
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, int[]> _words = new(StringComparer.Ordinal);

    public VocabularyTokenizer(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        Marks = new TextMarks { Begin = vocabulary.Begin, AddsBegin = true, End = vocabulary.End, Endings = FrozenSet.Create(vocabulary.End) };
        _ranks = vocabulary.Merges.Select((m, i) => (m, i)).ToDictionary(p => p.m, p => p.i);
        _numbers = vocabulary.Tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
    }

    public TextMarks Marks { get; }

    public IReadOnlyList<int> Encode(string text)
    {
        var tokens = new List<int>(text.Length / 3);
        foreach (var word in WordSplitter.Split(text))
        {
            tokens.AddRange(Tokens(word));
        }

        return tokens;
    }

    public string Decode(IReadOnlyList<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens.Where(t => t < 256 || t > _vocabulary.Padding))
        {
            bytes.AddRange(_vocabulary.Tokens[token].Select(c => (byte)Vocabulary.ByteOf(c)));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    public int Count(string text) => WordSplitter.Split(text).Sum(word => Tokens(word).Length);

    private int[] Tokens(string word)
    {
        if (!_words.TryGetValue(word, out var tokens))
        {
            if (_words.Count >= WordsKeptMax)
            {
                _words.Clear();
            }

            tokens = [.. WordVocabulary.Split(Vocabulary.ToPrintable(word), _ranks).Select(piece => _numbers[piece])];
            _words[word] = tokens;
        }

        return tokens;
    }
}
