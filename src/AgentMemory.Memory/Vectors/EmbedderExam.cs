using System.Numerics.Tensors;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Finds out what an embedder's cosines are worth beside BM25, on questions whose answers are known. The probability that a turn is the
/// answer is taken to be proportional to exp(a x BM25 + b x cosine) over the turns; b / a is how many nats of BM25 a cosine larger by 1
/// stands for. The questions share words with their answers: there both signals speak, and a weight that is too large loses. Where words
/// say nothing, any weight finds what the embedder knows. An embedder that tells nothing gets 0, and a search with it is the search by
/// words.
/// </summary>
internal static class EmbedderExam
{
    /// <summary>Of the cosines of questions with turns about other things, so many lie below the floor.</summary>
    private const double FloorShare = 0.98;

    /// <summary>
    /// Vectors of the spelling repeat what BM25 and the corrected words say already: they order what those leave equal, and find what is
    /// beyond correction.
    /// </summary>
    private const double SpellingNats = 0.01;

    /// <summary>
    /// Two cosines that tell nothing differ by chance; the weight is lowered by so many of its own standard errors, so that an embedder
    /// has to show what it is worth.
    /// </summary>
    private const double Caution = 1;

    private static readonly IReadOnlyList<string> Turns =
        [.. EmbedderExamText.Answers, .. EmbedderExamText.Chatter, .. EmbedderExamText.OnTheSame];

    /// <summary>Turns before those that are about the same things as the questions.</summary>
    private static readonly int AboutOthers = EmbedderExamText.Answers.Count + EmbedderExamText.Chatter.Count;

    /// <summary>The same for every embedder.</summary>
    private static readonly Lazy<double[][]> Words = new(Bm25);

    /// <summary>Embeds the exam, three hundred short texts, and fits the weights.</summary>
    public static EmbedderCalibration Sit(IEmbedder embedder, CancellationToken cancellation)
    {
        var ofTurns = embedder.Embed(Turns, cancellation);
        var ofQuestions = embedder.Embed(EmbedderExamText.Questions, cancellation);
        var cosines = new double[ofQuestions.Count][];
        for (var q = 0; q < cosines.Length; q++)
        {
            cosines[q] = [.. ofTurns.Select(turn => Cosine(ofQuestions[q], turn))];
        }

        var unrelated = cosines.SelectMany((row, q) => row.Take(AboutOthers).Where((_, turn) => turn != q)).Order().ToList();
        return new EmbedderCalibration
        {
            NatsPerCosine = SpellingEmbedder.Made(embedder.Id) ? SpellingNats : Weight(Words.Value, cosines),
            Unrelated = unrelated.Average(),
            Floor = unrelated[(int)(FloorShare * unrelated.Count)],
        };
    }

    /// <summary>The fitted ratio; the answer to question i is turn i.</summary>
    /// <param name="words">BM25, a row for each question and a column for each turn.</param>
    /// <param name="cosines">In the same shape.</param>
    public static double Weight(double[][] words, double[][] cosines)
    {
        // A cosine's scale differs from embedder to embedder: the prior is over standard deviations.
        var all = cosines.SelectMany(row => row).ToList();
        var mean = all.Average();
        var scale = Math.Sqrt(all.Average(c => (c - mean) * (c - mean)));
        if (!(scale > 1e-9))
        {
            return 0;
        }

        var fit = ConditionalLogit.Fit(
            [.. words.Select((row, q) => new ConditionalLogit.Case(row, [.. cosines[q].Select(c => c / scale)], q))]);
        return fit.A > 0 ? Math.Max(0, fit.B - (Caution * fit.ErrorOfB)) / fit.A / scale : 0;
    }

    private static double[][] Bm25()
    {
        var index = new TextCollection(Turns);
        return [.. EmbedderExamText.Questions.Select(index.Scores)];
    }

    private static double Cosine(float[] left, float[] right)
    {
        var cosine = TensorPrimitives.CosineSimilarity<float>(left, right);
        return float.IsFinite(cosine) ? cosine : 0;
    }
}
