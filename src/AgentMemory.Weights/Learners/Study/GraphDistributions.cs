namespace AgentMemory.Weights;

/// <summary>A graph's distributions at every place where samples predict.</summary>
internal static class GraphDistributions
{
    /// <summary>For each sample and each of its predictions the distribution [vocabulary].</summary>
    /// <returns>The distributions, and the tokens that were evaluated.</returns>
    public static (float[][][] Rows, long Tokens) Of(TrainingGraph graph, IReadOnlyList<Sample> samples)
    {
        var rows = new float[samples.Count][][];
        var tokens = 0L;
        var next = 0;
        foreach (var batch in Packer.Pack(samples, graph.Settings.Batch))
        {
            var found = graph.Distributions(batch);
            tokens += batch.TokensUsed;
            // A batch takes samples in order, and their predictions in a row; one without predictions is left out.
            for (var at = 0; at < batch.PredictionsUsed; next++)
            {
                rows[next] = [.. found.Skip(at).Take(samples[next].Predictions.Count)];
                at += samples[next].Predictions.Count;
            }
        }

        return (rows, tokens);
    }
}
