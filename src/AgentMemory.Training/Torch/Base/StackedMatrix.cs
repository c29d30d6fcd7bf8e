using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>Several matrices over the same input, one after the other: queries, keys and values, stored apart and in types of their own.</summary>
internal sealed class StackedMatrix(IReadOnlyList<IFrozenMatrix> parts) : IFrozenMatrix
{
    public long Outputs { get; } = parts.Sum(p => p.Outputs);

    public long Inputs { get; } = parts[0].Inputs;

    public Tensor Times(Tensor x) => cat(parts.Select(p => p.Times(x)).ToArray(), 1);

    public Tensor Rows(long start, long count) => throw new NotSupportedException("only tables are read by rows");

    public Tensor Select(Tensor numbers) => throw new NotSupportedException("only tables are read by rows");

    public void Dispose()
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }
    }
}
