namespace AgentMemory.Training.Batches;

/// <summary>The fixed measures of a graph: every batch it is given has them.</summary>
/// <param name="Rows">Rows computed side by side.</param>
/// <param name="RowTokens">Tokens a row holds; several samples may share a row.</param>
/// <param name="Predictions">Places at which a token can be predicted, over all rows.</param>
public sealed record BatchShape(int Rows, int RowTokens, int Predictions)
{
    /// <summary>Places come in multiples of this.</summary>
    public const int PlacesStep = 32;

    /// <summary>Tokens in all rows.</summary>
    public int Tokens => Rows * RowTokens;

    /// <summary>
    /// A shape for these samples: rows as long as the longest, about as many tokens as wanted, and room for every
    /// prediction of a full batch but no more, since each place costs logits.
    /// </summary>
    public static BatchShape For(IReadOnlyList<Sample> samples, int tokens, int rowTokensMin = 1)
    {
        var longest = Math.Max(rowTokensMin, samples.Max(s => s.Tokens.Count));
        var rowTokens = RoundUp(longest);
        var rows = Math.Max(1, tokens / rowTokens);
        var densest = samples.Max(s => (double)s.Predictions.Count / Math.Max(1, s.Tokens.Count - s.SharedTokens));
        var places = (int)Math.Ceiling(Math.Min(1, densest) * rows * rowTokens);
        return new BatchShape(rows, rowTokens, RoundUp(Math.Max(places, samples.Max(s => s.Predictions.Count))));
    }

    private static int RoundUp(int value) => (value + PlacesStep - 1) / PlacesStep * PlacesStep;
}

/// <summary>
/// What one pass through the graph computes. A token sees the tokens of its own sample before it and itself, and those of
/// the beginning that its sample shares with others, whatever else is in its row.
/// </summary>
public sealed class Batch
{
    /// <summary>An empty batch: all padding, nothing predicted.</summary>
    public Batch(BatchShape shape)
    {
        Shape = shape;
        Tokens = new int[shape.Tokens];
        Positions = new int[shape.Tokens];
        Samples = new int[shape.Tokens];
        Array.Fill(Samples, -1);
        Behind = new int[shape.Tokens];
        Array.Fill(Behind, -1);
        At = new int[shape.Predictions];
        Targets = new int[shape.Predictions];
        Weights = new float[shape.Predictions];
        Soft = new SoftTarget?[shape.Predictions];
    }

    public BatchShape Shape { get; }

    /// <summary>Token numbers, row after row.</summary>
    public int[] Tokens { get; }

    /// <summary>Each token's position in its own sample.</summary>
    public int[] Positions { get; }

    /// <summary>Which sample a token belongs to, -1 for padding. A sample lies in one row, without gaps.</summary>
    public int[] Samples { get; }

    /// <summary>Which other sample of its row, or of the head, a token also sees whole, as its own beginning; -1 for none.</summary>
    public int[] Behind { get; }

    /// <summary>How many of the first row's first tokens tokens of other rows may see: beginnings that samples share, and nothing else.</summary>
    public int HeadTokens { get; set; }

    /// <summary>For each prediction the index into <see cref="Tokens"/> of the token whose output predicts.</summary>
    public int[] At { get; }

    /// <summary>For each prediction the token to come.</summary>
    public int[] Targets { get; }

    /// <summary>For each prediction the factor of its negative log-likelihood: 0 counts for nothing, negative drives away.</summary>
    public float[] Weights { get; }

    /// <summary>For each prediction a distribution to be matched, or null.</summary>
    public SoftTarget?[] Soft { get; }

    /// <summary>Tokens that are not padding.</summary>
    public int TokensUsed { get; set; }

    /// <summary>Predictions that were filled in.</summary>
    public int PredictionsUsed { get; set; }
}
