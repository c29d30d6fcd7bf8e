using System.Numerics.Tensors;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Finds out what an embedder's cosines are worth beside BM25, on turns of a conversation and questions whose answers are known. Each
/// signal is measured where it speaks alone: BM25 on questions that share words with their answers, the cosine on questions in other
/// words. The log-odds that a turn is the answer grow by a for each nat of BM25 and by b for each unit of cosine; b / a is how many nats of
/// BM25 a cosine larger by 1 stands for. An embedder that tells nothing gets 0, and a search with it is the search by words.
/// </summary>
internal static class EmbedderExam
{
    /// <summary>Of the cosines of questions with turns about other things, so many lie below the floor.</summary>
    private const double FloorShare = 0.98;

    /// <summary>The cosine's weight is lowered by so many of its standard errors: an embedder has to show what it is worth.</summary>
    private const double Caution = 2;

    /// <summary>
    /// Vectors of the spelling repeat what BM25 and the corrected words say already: they order what those leave equal, and find what is
    /// beyond correction.
    /// </summary>
    private const double SpellingNats = 0.01;

    private static readonly IReadOnlyList<string> Turns =
        [.. EmbedderExamText.Answers, .. EmbedderExamText.Chatter, .. EmbedderExamText.OnTheSame];

    /// <summary>Turns before those that are about the same things as the questions.</summary>
    private static readonly int AboutOthers = EmbedderExamText.Answers.Count + EmbedderExamText.Chatter.Count;

    /// <summary>Log-odds for a nat of BM25; the same for every embedder.</summary>
    private static readonly Lazy<double> OfWords = new(() =>
    {
        var index = new TextCollection(Turns);
        return ConditionalLogit.Fit([.. EmbedderExamText.InItsWords.Select((question, i) => new ConditionalLogit.Case(index.Scores(question), i))]).Weight;
    });

    /// <summary>Embeds the exam, some two hundred and fifty short texts, and fits the weight.</summary>
    public static EmbedderCalibration Sit(IEmbedder embedder, CancellationToken cancellation)
    {
        var ofTurns = embedder.Embed(Turns, cancellation);
        var ofQuestions = embedder.Embed(EmbedderExamText.InOtherWords, cancellation);
        var cosines = new double[ofQuestions.Count][];
        for (var q = 0; q < cosines.Length; q++)
        {
            cosines[q] = [.. ofTurns.Select(turn => Cosine(ofQuestions[q], turn))];
        }

        var unrelated = cosines.SelectMany((row, q) => row.Take(AboutOthers).Where((_, turn) => turn != q)).Order().ToList();
        return new EmbedderCalibration
        {
            NatsPerCosine = SpellingEmbedder.Made(embedder.Id) ? SpellingNats : OfCosines(cosines) / OfWords.Value,
            Unrelated = unrelated.Average(),
            Floor = unrelated[(int)(FloorShare * unrelated.Count)],
        };
    }

    /// <summary>Log-odds for a unit of cosine; the answer to question i is turn i.</summary>
    private static double OfCosines(double[][] cosines)
    {
        // A cosine's scale differs from embedder to embedder: the fit's prior is over standard deviations.
        var all = cosines.SelectMany(row => row).ToList();
        var mean = all.Average();
        var scale = Math.Sqrt(all.Average(c => (c - mean) * (c - mean)));
        if (!(scale > 1e-9))
        {
            return 0;
        }

        var fit = ConditionalLogit.Fit([.. cosines.Select((row, q) => new ConditionalLogit.Case([.. row.Select(c => c / scale)], q))]);
        return Math.Max(0, fit.Weight - (Caution * fit.Error)) / scale;
    }

    private static double Cosine(float[] left, float[] right)
    {
        var cosine = TensorPrimitives.CosineSimilarity<float>(left, right);
        return float.IsFinite(cosine) ? cosine : 0;
    }
}
