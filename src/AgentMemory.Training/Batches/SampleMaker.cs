using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;

namespace AgentMemory.Training.Batches;

/// <summary>
/// Turns segments of text into samples. A text is tokenised whole, as the engine reads it; where a tokenizer joins
/// characters across the seam of two segments, the joined token counts for the later one.
/// </summary>
public sealed class SampleMaker
{
    private readonly ITokenizer _tokenizer;

    /// <param name="tokenizer">The engine's own.</param>
    public SampleMaker(ITokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>One sample of all segments in order.</summary>
    /// <param name="segments">The text.</param>
    /// <param name="endToken">Predicted behind the last segment, by its weight, where the text is over there.</param>
    public Sample Make(IReadOnlyList<Segment> segments, int? endToken = null)
    {
        var text = string.Concat(segments.Select(s => s.Text));
        var whole = _tokenizer.Encode(text);
        var pieces = Pieces(segments, text, whole);
        var tokens = PromptTokens.Begun(_tokenizer.Marks, whole);
        var offset = tokens.Length - whole.Count;
        var predictions = new List<Prediction>();
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Weight != 0)
            {
                Predict(pieces[i], offset, whole, (float)segments[i].Weight, predictions);
            }
        }

        if (endToken is { } end && segments.Count > 0 && segments[^1].Weight != 0)
        {
            predictions.Add(new Prediction(whole.Count + offset - 1, end, (float)segments[^1].Weight));
        }

        return new Sample(tokens, predictions);
    }

    /// <summary>
    /// The sample with the beginning that it has in common with others, computed once for all of them. Documents end in a newline,
    /// where every tokenizer makes a seam; a sample without one there is computed apart.
    /// </summary>
    public Sample Sharing(Sample sample, string beginning)
    {
        var shared = PromptTokens.Of(_tokenizer, beginning).Length;
        return shared < sample.Tokens.Count && sample.Predictions.All(p => p.At >= shared) ? sample with { SharedTokens = shared } : sample;
    }

    // A target's tokens are predicted up to and including the first that differs from what stands there: behind it, the
    // context would no longer be the target's.
    private static void Predict(Piece piece, int offset, IReadOnlyList<int> whole, float weight, List<Prediction> predictions)
    {
        for (var i = 0; i < piece.Target.Count; i++)
        {
            var at = piece.Start + i + offset - 1;
            if (at >= 0)
            {
                predictions.Add(new Prediction(at, piece.Target[i], weight));
            }

            if (piece.Start + i >= whole.Count || whole[piece.Start + i] != piece.Target[i])
            {
                break;
            }
        }
    }

    private List<Piece> Pieces(IReadOnlyList<Segment> segments, string text, IReadOnlyList<int> whole)
    {
        // Mostly the seams are seams of tokens too: then each segment's own tokens, put together, are the whole text's.
        var parts = segments.Select(s => _tokenizer.Encode(s.Text)).ToArray();
        var pieces = new List<Piece>(segments.Count);
        if (parts.SelectMany(p => p).SequenceEqual(whole))
        {
            var start = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                var target = segments[i].Target is { } wanted ? _tokenizer.Encode(wanted) : parts[i];
                pieces.Add(new Piece(start, target));
                start += parts[i].Count;
            }

            return pieces;
        }

        var length = 0;
        foreach (var segment in segments)
        {
            var start = Shared(_tokenizer.Encode(text[..length]), whole);
            var end = text[..(length + segment.Text.Length)];
            IReadOnlyList<int> target = [];
            if (segment.Weight != 0)
            {
                var read = segment.Target is { } wanted ? _tokenizer.Encode(text[..length] + wanted) : whole;
                // Where even the target's first tokens are joined to what stands before, the seam moves back to them.
                start = Math.Min(start, Shared(read, whole));
                var count = segment.Target is null ? Shared(_tokenizer.Encode(end), whole) : read.Count;
                target = [.. read.Take(count).Skip(start)];
            }

            pieces.Add(new Piece(start, target));
            length += segment.Text.Length;
        }

        return pieces;
    }

    private static int Shared(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var count = 0;
        while (count < left.Count && count < right.Count && left[count] == right[count])
        {
            count++;
        }

        return count;
    }

    private sealed record Piece(int Start, IReadOnlyList<int> Target);
}
