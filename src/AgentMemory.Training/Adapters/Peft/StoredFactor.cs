using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>One factor of a LoRA pair as its file stores it.</summary>
/// <param name="Type">F32, F16 or BF16.</param>
/// <param name="Columns">Numbers of a row.</param>
/// <param name="Rows">Rows, one after the other.</param>
/// <param name="Data">Rows times columns numbers.</param>
internal sealed record StoredFactor(GgmlType Type, long Columns, long Rows, byte[] Data)
{
    public int RowBytes => checked((int)GgmlTypeLayout.RowBytes(Type, Columns));
}

/// <summary>The two factors with which an adapter changes one linear layer, [inputs, outputs] in a GGUF file.</summary>
/// <param name="Target">The layer's tensor in the base model's file.</param>
/// <param name="A">Rank rows of as many numbers as go in.</param>
/// <param name="B">As many rows as numbers come out, of rank numbers each; in the order of GGUF's rows.</param>
internal sealed record StoredPair(string Target, StoredFactor A, StoredFactor B)
{
    public int Rank => checked((int)A.Rows);
}
