using AgentMemory.Core;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>
/// A real embedding without a model: hashed words and letter triples (Weinberger et al. 2009, feature hashing), length 1.
/// </summary>
internal sealed class LetterEmbedder(int dimensions = 64, string id = "letters") : IEmbedder
{
    public string Id { get; } = id;

    public int Dimensions => dimensions;

    /// <summary>How many texts were embedded.</summary>
    public int Texts { get; private set; }

    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        Texts += texts.Count;
        return [.. texts.Select(Embed)];
    }

    private float[] Embed(string text)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', ',', '?', '!', ':', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            Add(vector, word, 2);
            for (var i = 0; i + 3 <= word.Length; i++)
            {
                Add(vector, word.Substring(i, 3), 1);
            }
        }

        var length = MathF.Sqrt(vector.Sum(v => v * v));
        if (length == 0)
        {
            vector[0] = 1;
            return vector;
        }

        return [.. vector.Select(v => v / length)];
    }

    private void Add(float[] vector, string feature, float weight)
    {
        var hash = Rng.Mix(Rng.Hash(feature), 7);
        vector[hash % (ulong)dimensions] += (hash >> 63) == 0 ? weight : -weight;
    }
}
