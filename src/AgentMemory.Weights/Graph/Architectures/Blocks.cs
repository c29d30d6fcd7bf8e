using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>An architecture's blocks over the graph's tape.</summary>
internal static class Blocks
{
    /// <summary>The hidden state after the last norm, [width, tokens].</summary>
    public static nint Hidden(ForwardPass pass, Architecture architecture)
    {
        var tape = pass.Tape;
        var far = pass.Rope(architecture.Pairs == RotaryPairs.Neighbours ? RopeShape.Neighbours : RopeShape.Halves);
        var near = architecture.Norms == NormPlacement.Around
            ? far with { FrequencyBase = pass.Shape.LocalRopeBase, FrequencyScale = pass.Shape.LocalRopeScale }
            : architecture.Norms == NormPlacement.After
                ? far with { FrequencyScale = 1, Stretch = far.Stretch with { Extension = 0, Attention = 1 } }
                : far;
        var x = pass.Embeddings();
        for (var layer = 0; layer < pass.Shape.Layers; layer++)
        {
            var rope = pass.Shape.IsLocal(layer) ? near : far;
            var mixed = pass.Linear(layer, "attn_output", pass.Attention(layer, Before(layer, "attn_norm", x), rope, architecture.HeadNorm));
            x = tape.Add(x, After(layer, "post_attention_norm", mixed));
            var n = Before(layer, "ffn_norm", x);
            var fed = architecture.Activation == GateActivation.GeluTanh ? pass.GeGlu(layer, n) : pass.SwiGlu(layer, n);
            x = tape.Add(x, After(layer, "post_ffw_norm", fed));
        }

        return pass.Norm(x, "output_norm.weight");

        nint Before(int layer, string part, nint y) => architecture.Norms == NormPlacement.After ? y : pass.Norm(layer, part, y);

        nint After(int layer, string part, nint y) => architecture.Norms == NormPlacement.Before ? y : pass.Norm(layer, part, y);
    }
}
