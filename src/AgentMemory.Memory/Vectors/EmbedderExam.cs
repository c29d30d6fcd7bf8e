using System.Numerics.Tensors;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Words;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Finds out what an embedder's cosines are worth beside BM25, on questions whose answers are known. The probability that a turn is the
/// answer is taken to be proportional to exp(a x BM25 + b x cosine) over the turns (conditional logit, McFadden 1974); b / a is how many
/// nats of BM25 a cosine larger by 1 stands for. An embedder that tells nothing gets 0, and a search with it is the search by words.
/// </summary>
internal static class EmbedderExam
{
    private const int StepsMax = 50;

    /// <summary>Standard deviations of the ratio's two parts are kept finite by this much of a prior towards 0.</summary>
    private const double Ridge = 1e-3;

    /// <summary>Of the cosines of questions with unrelated turns, so many lie below the floor.</summary>
    private const double FloorShare = 0.99;

    /// <summary>
    /// Two cosines that tell nothing differ by chance; the weight is lowered by so many of its own standard errors, so that an embedder
    /// has to show what it is worth.
    /// </summary>
    private const double Caution = 1;

    private static readonly IReadOnlyList<string> Turns =
        [.. EmbedderExamText.Pairs.Select(pair => pair.Turn), .. EmbedderExamText.Others];

    /// <summary>The same for every embedder.</summary>
    private static readonly Lazy<double[][]> Words = new(Bm25);

    /// <summary>Embeds the exam, a hundred and fifty short texts, and fits the weights.</summary>
    public static EmbedderCalibration Sit(IEmbedder embedder, CancellationToken cancellation)
    {
        var ofTurns = embedder.Embed(Turns, cancellation);
        var ofQuestions = embedder.Embed([.. EmbedderExamText.Pairs.Select(pair => pair.Question)], cancellation);
        var cosines = new double[ofQuestions.Count][];
        for (var q = 0; q < cosines.Length; q++)
        {
            cosines[q] = [.. ofTurns.Select(turn => Cosine(ofQuestions[q], turn))];
        }

        var unrelated = cosines.SelectMany((row, q) => row.Where((_, turn) => turn != q)).Order().ToList();
        return new EmbedderCalibration
        {
            NatsPerCosine = Weight(Words.Value, cosines),
            Unrelated = unrelated.Average(),
            Floor = unrelated[(int)(FloorShare * unrelated.Count)],
        };
    }

    /// <summary>The fitted ratio, by Newton's method; the answer to question i is turn i.</summary>
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

        var (a, b) = (0.0, 0.0);
        var (haa, hab, hbb) = (0.0, 0.0, 0.0);
        for (var step = 0; step < StepsMax; step++)
        {
            var (ga, gb) = (-Ridge * a, -Ridge * b);
            (haa, hab, hbb) = (Ridge, 0, Ridge);
            for (var q = 0; q < words.Length; q++)
            {
                Add(words[q], cosines[q], q);
            }

            var determinant = (haa * hbb) - (hab * hab);
            var (da, db) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            (a, b) = (a + da, b + db);
            if (Math.Abs(da) + Math.Abs(db) < 1e-9)
            {
                break;
            }

            void Add(double[] w, double[] c, int answer)
            {
                var most = double.NegativeInfinity;
                for (var t = 0; t < w.Length; t++)
                {
                    most = Math.Max(most, (a * w[t]) + (b * c[t] / scale));
                }

                var (sum, sw, sc, sww, swc, scc) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
                for (var t = 0; t < w.Length; t++)
                {
                    var x = c[t] / scale;
                    var p = Math.Exp((a * w[t]) + (b * x) - most);
                    sum += p;
                    sw += p * w[t];
                    sc += p * x;
                    sww += p * w[t] * w[t];
                    swc += p * w[t] * x;
                    scc += p * x * x;
                }

                (sw, sc, sww, swc, scc) = (sw / sum, sc / sum, sww / sum, swc / sum, scc / sum);
                ga += w[answer] - sw;
                gb += (c[answer] / scale) - sc;
                haa += sww - (sw * sw);
                hab += swc - (sw * sc);
                hbb += scc - (sc * sc);
            }
        }

        var error = Math.Sqrt(haa / ((haa * hbb) - (hab * hab)));
        return a > 0 ? Math.Max(0, b - (Caution * error)) / a / scale : 0;
    }

    private static double[][] Bm25()
    {
        var index = new TextCollection(Turns);
        return [.. EmbedderExamText.Pairs.Select(pair => index.Scores(pair.Question))];
    }

    private static double Cosine(float[] left, float[] right)
    {
        var cosine = TensorPrimitives.CosineSimilarity<float>(left, right);
        return float.IsFinite(cosine) ? cosine : 0;
    }
}
