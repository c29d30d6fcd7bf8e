using AgentMemory.Core;
using AgentMemory.Native;

namespace AgentMemory.Weights;

/// <summary>A model file of any llama shape with random weights and no words: for measuring speed and memory alone.</summary>
public static class RandomModelFile
{
    /// <summary>Writes the file; only the training graph can read it, since it has no vocabulary's texts.</summary>
    public static void Write(string path, ModelShape shape, Rng rng)
    {
        var file = new GgufWriter();
        file.Set("general.architecture", shape.Architecture);
        file.Set("general.name", "random");
        void Measure(string key, int value) => file.Set($"{shape.Architecture}.{key}", (uint)value);
        Measure("context_length", shape.Context);
        Measure("embedding_length", shape.Width);
        Measure("block_count", shape.Layers);
        Measure("feed_forward_length", shape.FeedForward);
        Measure("attention.head_count", shape.Heads);
        Measure("attention.head_count_kv", shape.KeyValueHeads);
        Measure("rope.dimension_count", shape.RopeDimensions);
        file.Set($"{shape.Architecture}.attention.layer_norm_rms_epsilon", shape.NormEpsilon);
        file.Set($"{shape.Architecture}.rope.freq_base", shape.RopeBase);
        Matrix("token_embd.weight", shape.Width, shape.Vocabulary);
        if (!shape.TiedEmbeddings)
        {
            Matrix("output.weight", shape.Width, shape.Vocabulary);
        }

        Ones("output_norm.weight");
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            Ones(ModelShape.TensorName(layer, "attn_norm"));
            Ones(ModelShape.TensorName(layer, "ffn_norm"));
            foreach (var linear in shape.Linears())
            {
                Matrix(ModelShape.TensorName(layer, linear.Part), linear.Inputs, linear.Outputs);
            }
        }

        file.Save(path);

        void Ones(string name) => file.Add(name, [shape.Width], GgmlType.F32, Enumerable.Repeat(1f, shape.Width).ToArray());

        void Matrix(string name, long inputs, long outputs)
        {
            var own = rng.Fork(name);
            var bound = Math.Sqrt(3.0 / inputs);
            var values = new float[inputs * outputs];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * own.NextDouble()) - 1) * bound);
            }

            file.Add(name, [inputs, outputs], GgmlType.F32, values);
        }
    }
}
