using AgentMemory.Core;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>
/// Builds most of an induction circuit (Olsson et al. 2022) into the first weights, so that copying from the context
/// appears after some hundred thousand tokens instead of tens of millions; a model started so says so in its card.
/// The residual stream is divided: number 0 is a constant, numbers 1 to width/2 hold a token's content, the third
/// quarter a copy of the content one token back, the last quarter two tokens back. Two heads of the first layer look one
/// and two tokens back (by the constant and the rotary phase) and fill these copies. In later layers queries read their
/// own content, keys the copies, and what follows a matched token is copied out.
/// </summary>
internal static class StructuredStart
{
    private const float Constant = 0.8f;
    private const float CopyNoise = 0.1f;
    private const float LikeBare = 0.9f;
    private const int PhaseDimensions = 16;
    private const double Noise = 0.3;
    private const float Match = 1.5f;
    private const float Write = 0.2f;

    /// <summary>Constant, content, and nearly nothing where the copies go. Embeddings are [width, tokens].</summary>
    public static void ShapeEmbeddings(float[] table, ModelShape shape, Vocabulary vocabulary)
    {
        var width = shape.Width;
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var row = table.AsSpan(token * width, width);
            // A word behind a space starts out much like the word itself, so that one is found by the other.
            var printable = vocabulary.Tokens[token];
            if (printable.Length > 1 && printable[0] == 'Ġ' && Bare(printable) is { } bare)
            {
                var like = table.AsSpan(bare * width, width);
                for (var i = 0; i < width / 2; i++)
                {
                    row[i] = (LikeBare * like[i]) + (MathF.Sqrt(1 - (LikeBare * LikeBare)) * row[i]);
                }
            }

            row[0] = Constant;
            foreach (ref var value in row[(width / 2)..])
            {
                value *= CopyNoise;
            }
        }

        int? Bare(string printable)
        {
            for (var i = 0; i < vocabulary.Count; i++)
            {
                if (vocabulary.Tokens[i].AsSpan().SequenceEqual(printable.AsSpan(1)))
                {
                    return i;
                }
            }

            return null;
        }
    }

    /// <summary>One of a layer's attention matrices, [inputs, outputs]: number (row j, column k) at j * inputs + k.</summary>
    public static float[] Attention(ModelShape shape, int layer, LinearShape linear, Rng rng)
    {
        var values = InitialWeights.Normal(rng, linear.Inputs * linear.Outputs, Noise / Math.Sqrt(linear.Inputs));
        var heads = linear.Part is "attn_k" or "attn_v" ? shape.KeyValueHeads : shape.Heads;
        for (var head = 0; head < heads; head++)
        {
            for (var j = 0; j < shape.HeadWidth; j++)
            {
                if (layer == 0 && head < 2)
                {
                    LookBack(values, shape, linear, head, j);
                }
                else if (layer > 0)
                {
                    MatchAndCopy(values, shape, linear, head, j);
                }
            }
        }

        return values;
    }

    // Head 0 looks one token back, head 1 two: the query is the constant, the key the constant turned ahead by as many
    // positions, so that the rotary phases agree exactly there. Only the fast pairs tell neighbours apart.
    private static void LookBack(float[] values, ModelShape shape, LinearShape linear, int head, int j)
    {
        var quarter = shape.Width / 4;
        var row = (head * shape.HeadWidth) + j;
        var inputs = (int)linear.Inputs;
        switch (linear.Part)
        {
            case "attn_q":
                values[row * inputs] = j % 2 == 0 && j < PhaseDimensions ? Match : 0;
                break;
            case "attn_k":
                var phase = (head + 1) * Math.Pow(shape.RopeBase, -(double)(j / 2 * 2) / shape.HeadWidth);
                values[row * inputs] = j >= PhaseDimensions ? 0 : (float)(Match * (j % 2 == 0 ? Math.Cos(phase) : Math.Sin(phase)));
                break;
            case "attn_v" when j < quarter:
                values[(row * inputs) + 1 + j] += 1;
                break;
            case "attn_output" when j < quarter:
                values[((((head + 2) * quarter) + j) * inputs) + row] += Write;
                break;
        }
    }

    // Even heads match the token one back and copy the token found; odd ones match two back and copy the token between.
    // Content is matched through the slow half of the rotary pairs, which distance hardly turns.
    private static void MatchAndCopy(float[] values, ModelShape shape, LinearShape linear, int head, int j)
    {
        var quarter = shape.Width / 4;
        var half = shape.HeadWidth / 2;
        var row = (head * shape.HeadWidth) + j;
        var inputs = (int)linear.Inputs;
        var twoBack = head % 2 == 1;
        switch (linear.Part)
        {
            case "attn_q" when j >= half && j - half < quarter:
                values[(row * inputs) + 1 + j - half] += Match;
                break;
            case "attn_k" when j >= half && j - half < quarter:
                values[(row * inputs) + ((twoBack ? 3 : 2) * quarter) + j - half] += Match;
                break;
            case "attn_v" when j < quarter:
                values[(row * inputs) + (twoBack ? (2 * quarter) + j : 1 + j)] += 1;
                break;
            case "attn_output" when j < quarter:
                values[((1 + j) * inputs) + row] += Write;
                break;
        }
    }
}
