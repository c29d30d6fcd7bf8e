using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Torch.Base;

/// <summary>
/// The decoder rotates neighbouring numbers of a head (one complex product), as GGUF lays llama's queries and keys out. Where an
/// architecture pairs halves instead, rows of its query and key weights are read in the order that makes the pairs neighbours;
/// scores do not depend on a head's order, as long as queries and keys share it.
/// </summary>
internal static class RotaryOrder
{
    /// <summary>Which stored row comes at each place for so many heads, or null where they stay as they are.</summary>
    public static long[]? Of(ModelShape shape, Architecture architecture, int heads)
    {
        if (architecture.Pairs == RotaryPairs.Neighbours)
        {
            return null;
        }

        var order = new long[(long)heads * shape.HeadWidth];
        var half = shape.RopeDimensions / 2;
        for (var head = 0; head < heads; head++)
        {
            var start = (long)head * shape.HeadWidth;
            for (var i = 0; i < shape.HeadWidth; i++)
            {
                order[start + i] = start + (i >= 2 * half ? i : i % 2 == 0 ? i / 2 : half + (i / 2));
            }
        }

        return order;
    }

    /// <summary>The order of a linear layer's outputs, or null.</summary>
    public static long[]? OfPart(ModelShape shape, Architecture architecture, string part)
    {
        switch (part)
        {
            case "attn_q":
                return Of(shape, architecture, shape.Heads);
            case "attn_k":
                return Of(shape, architecture, shape.KeyValueHeads);
            case AdapterShape.FusedPart:
                // Queries and keys in their order, values as they are.
                var turned = Of(shape, architecture, shape.Heads + shape.KeyValueHeads);
                var values = (long)shape.KeyValueHeads * shape.HeadWidth;
                return turned is null ? null : [.. turned, .. Enumerable.Range(0, (int)values).Select(i => turned.Length + (long)i)];
            default:
                return null;
        }
    }

    /// <summary>Of a norm over each head or over all heads of queries or keys.</summary>
    public static long[]? OfNorm(ModelShape shape, Architecture architecture, int heads) =>
        Of(shape, architecture, architecture.HeadNorm == HeadNorm.Each ? 1 : heads);
}
