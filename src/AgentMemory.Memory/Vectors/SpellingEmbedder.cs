using System.Numerics.Tensors;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// An embedding without a model: every word and every three letters of a word stand for a random direction that follows
/// from their spelling alone, and a text is their sum (hashed features, Weinberger et al. 2009, with a dense random projection,
/// Achlioptas 2003). It finds what is spelt alike, misspellings and other endings among it, and knows nothing of meaning.
/// </summary>
public sealed class SpellingEmbedder : IEmbedder
{
    private const string Name = "spelling/2";
    private const int WordsCached = 1 << 16;
    private const int LettersTogether = 3;
    private const float WholeWord = 2;
    private readonly Dictionary<string, float[]> _words = new(StringComparer.Ordinal);

    /// <param name="dimensions">Length of every vector, a multiple of 64.</param>
    public SpellingEmbedder(int dimensions = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        if (dimensions % 64 != 0)
        {
            throw new ArgumentException($"{dimensions} dimensions are no multiple of 64", nameof(dimensions));
        }

        Dimensions = dimensions;
    }

    /// <summary>Changes whenever the vectors do.</summary>
    public string Id => Name;

    public int Dimensions { get; }

    /// <summary>Whether vectors of an embedder with this id are of the spelling, whoever hands them on.</summary>
    public static bool Made(string id) => id == Name;

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var vectors = new float[texts.Count][];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            vectors[i] = Embed(texts[i]);
        }

        return vectors;
    }

    private float[] Embed(string text)
    {
        var sum = new float[Dimensions];
        foreach (var word in WordText.Of(text))
        {
            TensorPrimitives.Add(sum, OfWord(word), sum);
        }

        var length = TensorPrimitives.Norm<float>(sum);
        if (length == 0)
        {
            // A text without words: any direction is as good, as long as it is always the same one.
            sum[0] = 1;
            return sum;
        }

        TensorPrimitives.Divide(sum, length, sum);
        return sum;
    }

    private float[] OfWord(string word)
    {
        if (_words.TryGetValue(word, out var known))
        {
            return known;
        }

        var vector = new float[Dimensions];
        AddFeature(vector, word, WholeWord);
        var marked = $"<{word}>";
        for (var i = 0; i + LettersTogether <= marked.Length; i++)
        {
            AddFeature(vector, marked.Substring(i, LettersTogether), 1);
        }

        // Short words are mostly the ones that every text has; without counts of words, length is what tells.
        var weight = Math.Min(word.Length, 8) / 8f / TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Multiply(vector, weight, vector);
        if (_words.Count >= WordsCached)
        {
            _words.Clear();
        }

        _words[word] = vector;
        return vector;
    }

    private static void AddFeature(float[] vector, string feature, float weight)
    {
        var hash = Rng.Hash(feature);
        for (var block = 0; block < vector.Length / 64; block++)
        {
            var signs = Rng.Mix(hash, (ulong)block);
            for (var bit = 0; bit < 64; bit++)
            {
                vector[(block * 64) + bit] += ((signs >> bit) & 1) == 0 ? weight : -weight;
            }
        }
    }
}
