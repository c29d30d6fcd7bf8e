using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Torch.Base;

/// <summary>The linear layers of a block that share an input and are multiplied at once.</summary>
/// <param name="Name">qkv, output, gate_up, down.</param>
/// <param name="Linears">In the order in which their outputs lie.</param>
internal sealed record LinearGroup(string Name, IReadOnlyList<LinearShape> Linears)
{
    /// <summary>The groups of one block, in the order of the block.</summary>
    public static IReadOnlyList<LinearGroup> Of(ModelShape shape)
    {
        var linears = shape.Linears().ToDictionary(l => l.Part, StringComparer.Ordinal);
        return
        [
            new LinearGroup("qkv", shape.IsFused ? [linears[AdapterShape.FusedPart]] : [linears["attn_q"], linears["attn_k"], linears["attn_v"]]),
            new LinearGroup("output", [linears["attn_output"]]),
            new LinearGroup("gate_up", shape.IsFused ? [linears["ffn_up"]] : [linears["ffn_gate"], linears["ffn_up"]]),
            new LinearGroup("down", [linears["ffn_down"]]),
        ];
    }

    /// <summary>A name within the whole model.</summary>
    public string In(int layer) => $"{layer}.{Name}";
}
