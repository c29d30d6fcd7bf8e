namespace AgentMemory.Weights;

/// <summary>Sequences of blocks that several architectures share.</summary>
internal static class Blocks
{
    /// <summary>
    /// x + attention(norm x), then x + feed-forward(norm x) with SwiGLU, and a last norm: llama and its nearest relatives.
    /// </summary>
    public static nint PreNorm(ForwardPass pass, RopeShape rope, HeadNorm norm = HeadNorm.None)
    {
        var tape = pass.Tape;
        var x = pass.Embeddings();
        for (var layer = 0; layer < pass.Shape.Layers; layer++)
        {
            var mixed = pass.Attention(layer, pass.Norm(layer, "attn_norm", x), rope, norm);
            x = tape.Add(x, pass.Linear(layer, "attn_output", mixed));
            x = tape.Add(x, pass.SwiGlu(layer, pass.Norm(layer, "ffn_norm", x)));
        }

        return pass.Norm(x, "output_norm.weight");
    }

    /// <summary>
    /// Norms before and after attention and feed-forward (GeGLU), embeddings scaled, every few layers one that sees all and
    /// turns its positions in its own way: Gemma 2 and 3.
    /// </summary>
    public static nint Gemma(ForwardPass pass, HeadNorm norm)
    {
        var tape = pass.Tape;
        var far = pass.Rope(RopeShape.Halves);
        var near = far with { FrequencyBase = pass.Shape.LocalRopeBase, FrequencyScale = pass.Shape.LocalRopeScale };
        var x = pass.Embeddings();
        for (var layer = 0; layer < pass.Shape.Layers; layer++)
        {
            var rope = pass.Shape.IsLocal(layer) ? near : far;
            var mixed = pass.Attention(layer, pass.Norm(layer, "attn_norm", x), rope, norm);
            x = tape.Add(x, pass.Norm(layer, "post_attention_norm", pass.Linear(layer, "attn_output", mixed)));
            var fed = pass.GeGlu(layer, pass.Norm(layer, "ffn_norm", x));
            x = tape.Add(x, pass.Norm(layer, "post_ffw_norm", fed));
        }

        return pass.Norm(x, "output_norm.weight");
    }
}
