using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Lessons;

/// <summary>
/// Whether a model's end mark means anything to it. A token that training never met is only ever pushed away, as all others of
/// its kind are, until they share one direction; an adapter cannot raise such a token without raising the whole crowd (Land and
/// Bartolo 2024, "Fishing for Magikarp", find untaught tokens in the same way).
/// </summary>
public static class EndMark
{
    private const float CrowdCosine = 0.9f;
    private const int CrowdMin = 8;

    // Of a large vocabulary a few words are always near synonyms of each other.
    private const double CrowdShare = 0.01;

    /// <summary>How many other tokens share the end mark's direction in the table that the logits are made with.</summary>
    /// <param name="path">The model.</param>
    /// <param name="end">Its end mark.</param>
    /// <exception cref="UserErrorException">The file is no model, or its table cannot be read.</exception>
    public static int Crowd(string path, int end)
    {
        using var file = GgufFile.Open(path);
        var shape = ModelFile.Shape(file);
        if (ModelFile.WhyNot(file, shape) is { } why)
        {
            throw new UserErrorException($"model {path} cannot be trained: {why}; take another model");
        }

        file.TryGetTensor(shape.TiedEmbeddings ? "token_embd.weight" : "output.weight", out var table);
        var values = TensorNumbers.Read(file, table!);
        var own = values.AsSpan(end * shape.Width, shape.Width);
        var crowd = 0;
        for (var token = 0; token < shape.Vocabulary; token++)
        {
            var other = values.AsSpan(token * shape.Width, shape.Width);
            crowd += token != end && Cosine(own, other) > CrowdCosine ? 1 : 0;
        }

        return crowd;
    }

    /// <summary>Whether the model has an end mark that its training never met.</summary>
    /// <exception cref="UserErrorException">The file is no model, or its table cannot be read.</exception>
    public static bool IsUntaught(ModelCard card, TextMarks marks)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(marks);
        return marks.End is { } end && Crowd(card.Path, end) >= Math.Max(CrowdMin, CrowdShare * card.VocabularySize);
    }

    private static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (product, leftSquare, rightSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            product += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        return leftSquare == 0 || rightSquare == 0 ? 0 : product / Math.Sqrt(leftSquare * rightSquare);
    }
}
