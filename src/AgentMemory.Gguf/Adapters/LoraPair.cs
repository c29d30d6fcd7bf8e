namespace AgentMemory.Gguf.Adapters;

/// <summary>The two factors with which an adapter changes one matrix [inputs, outputs].</summary>
/// <param name="Target">The matrix's name in the base model.</param>
/// <param name="A">[inputs, rank]; of the table of embeddings [rank, outputs], since a table is looked up and not multiplied.</param>
/// <param name="B">[rank, outputs]; of the table [rank, inputs].</param>
public sealed record LoraPair(string Target, GgufTensor A, GgufTensor B)
{
    /// <summary>Whether the matrix is the table of embeddings.</summary>
    public bool IsTable => Target.EndsWith("token_embd.weight", StringComparison.Ordinal);

    /// <summary>This pair's own; pairs of one adapter may differ.</summary>
    public int Rank => (int)Inner;

    public long Inputs => IsTable ? Extent(B, 1) : Extent(A, 0);

    public long Outputs => IsTable ? Extent(A, 1) : Extent(B, 1);

    /// <summary>The rank before it is known to be one.</summary>
    internal long Inner => Extent(A, IsTable ? 0 : 1);

    internal static long Extent(GgufTensor tensor, int dimension) => dimension < tensor.Extents.Count ? tensor.Extents[dimension] : 1;
}
