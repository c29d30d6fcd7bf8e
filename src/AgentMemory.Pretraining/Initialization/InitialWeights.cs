using AgentMemory.Core;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>The weights a model starts its training from, tensor by tensor in the order of the file.</summary>
public static class InitialWeights
{
    // With tied embeddings the last norm's weight sets the scale of the logits: small, so that training starts unsure.
    private const float OutputNorm = 0.15f;
    private const double EmbeddingDeviation = 0.2;

    // An output layer of its own starts near zero.
    private const double OutputDeviation = 0.02;

    /// <summary>The weights that a plan's network starts from.</summary>
    public static IReadOnlyList<WeightTensor> Make(PretrainShape plan, Vocabulary vocabulary, Rng rng)
    {
        var shape = plan.ModelShape(vocabulary.Count);
        return plan.ReaderStart is { } kind
            ? ReaderStart.Make(shape, vocabulary, kind, rng)
            : Make(shape, vocabulary, plan.StructuredStart, rng);
    }

    /// <summary>Random weights, and over them the structured start where it is asked for.</summary>
    public static IReadOnlyList<WeightTensor> Make(ModelShape shape, Vocabulary vocabulary, bool structured, Rng rng)
    {
        if (shape.Vocabulary != vocabulary.Count)
        {
            throw new ArgumentException("a new model has one row of embeddings for each token of its vocabulary");
        }

        var tensors = new List<WeightTensor>();
        var table = Normal(rng.Fork("token_embd"), (long)shape.Width * vocabulary.Count, EmbeddingDeviation);
        if (structured)
        {
            StructuredStart.ShapeEmbeddings(table, shape, vocabulary);
        }

        tensors.Add(new WeightTensor("token_embd.weight", [shape.Width, vocabulary.Count], table));
        if (!shape.TiedEmbeddings)
        {
            tensors.Add(new WeightTensor(
                "output.weight", [shape.Width, vocabulary.Count], Normal(rng.Fork("output"), (long)shape.Width * vocabulary.Count, OutputDeviation)));
        }

        tensors.Add(new WeightTensor("output_norm.weight", [shape.Width], Filled(shape.Width, shape.TiedEmbeddings ? OutputNorm : 1)));
        var intoResidual = 1 / Math.Sqrt(2 * shape.Layers);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            tensors.Add(new WeightTensor(ModelShape.TensorName(layer, "attn_norm"), [shape.Width], Filled(shape.Width, 1)));
            tensors.Add(new WeightTensor(ModelShape.TensorName(layer, "ffn_norm"), [shape.Width], Filled(shape.Width, 1)));
            foreach (var linear in shape.Linears())
            {
                var name = ModelShape.TensorName(layer, linear.Part);
                // What adds to the residual stream starts smaller the deeper the model (Radford et al. 2019, section 2.3).
                var deviation = (linear.Part is "attn_output" or "ffn_down" ? intoResidual : 1) / Math.Sqrt(linear.Inputs);
                var own = rng.Fork(name);
                var values = structured && linear.Part.StartsWith("attn_", StringComparison.Ordinal)
                    ? StructuredStart.Attention(shape, layer, linear, own)
                    : Normal(own, linear.Inputs * linear.Outputs, deviation);
                tensors.Add(new WeightTensor(name, [linear.Inputs, linear.Outputs], values));
            }
        }

        return tensors;
    }

    internal static float[] Normal(Rng rng, long count, double deviation)
    {
        var values = new float[count];
        for (var i = 0L; i < count; i++)
        {
            values[i] = (float)(deviation * rng.NextGaussian());
        }

        return values;
    }

    internal static float[] Filled(int count, float value)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return values;
    }
}
