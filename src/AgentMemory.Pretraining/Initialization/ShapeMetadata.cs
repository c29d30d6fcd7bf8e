using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>A model's measures as the metadata from which <see cref="ModelFile.Shape"/> and llama.cpp read them.</summary>
internal static class ShapeMetadata
{
    /// <summary>Writes what every file states, and what this shape has beyond that.</summary>
    public static void Write(GgufWriter file, ModelShape shape)
    {
        var prefix = shape.Architecture + ".";
        file.Set(prefix + "context_length", (uint)shape.Context);
        file.Set(prefix + "embedding_length", (uint)shape.Width);
        file.Set(prefix + "block_count", (uint)shape.Layers);
        file.Set(prefix + "feed_forward_length", (uint)shape.FeedForward);
        file.Set(prefix + "attention.head_count", (uint)shape.Heads);
        file.Set(prefix + "attention.head_count_kv", (uint)shape.KeyValueHeads);
        file.Set(prefix + "attention.key_length", (uint)shape.HeadWidth);
        file.Set(prefix + "attention.value_length", (uint)shape.HeadWidth);
        file.Set(prefix + "attention.layer_norm_rms_epsilon", shape.NormEpsilon);
        file.Set(prefix + "rope.freq_base", shape.RopeBase);
        file.Set(prefix + "rope.dimension_count", (uint)shape.RopeDimensions);
        file.Set(prefix + "vocab_size", (uint)shape.Vocabulary);
        WriteWindow(file, prefix, shape);
        WriteStretch(file, prefix, shape);
    }

    private static void WriteWindow(GgufWriter file, string prefix, ModelShape shape)
    {
        if (shape.Window > 0)
        {
            file.Set(prefix + "attention.sliding_window", (uint)shape.Window);
            file.Set(prefix + "attention.sliding_window_pattern", (uint)shape.WindowPeriod);
        }

        Number("rope.freq_base_swa", shape.LocalRopeBase);
        Number("attn_logit_softcapping", shape.AttentionCap);
        Number("final_logit_softcapping", shape.LogitCap);

        void Number(string key, float value)
        {
            if (value != 0)
            {
                file.Set(prefix + key, value);
            }
        }
    }

    private static void WriteStretch(GgufWriter file, string prefix, ModelShape shape)
    {
        var stretch = shape.Stretch;
        if (shape.RopeScale != 1)
        {
            file.Set(prefix + "rope.scaling.type", stretch.Extension != 0 ? "yarn" : "linear");
            file.Set(prefix + "rope.scaling.factor", 1 / shape.RopeScale);
        }

        if (stretch.OriginalContext != 0 && stretch.OriginalContext != shape.Context)
        {
            file.Set(prefix + "rope.scaling.original_context_length", (uint)stretch.OriginalContext);
        }

        // With YaRN the factor follows from the stretch.
        if (stretch.Extension == 0 && stretch.Attention != 1)
        {
            file.Set(prefix + "rope.scaling.attn_factor", stretch.Attention);
        }
    }
}
