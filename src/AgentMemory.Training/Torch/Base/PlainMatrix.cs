using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMemory.Training.Torch.Base;

/// <summary>Frozen weights in F32 or BF16. Products with BF16 take inputs rounded to BF16 and sum in F32.</summary>
internal sealed class PlainMatrix(Tensor values) : IFrozenMatrix
{
    public bool IsExact { get; } = values.dtype == ScalarType.Float32;

    public long Outputs { get; } = values.shape[0];

    public long Inputs { get; } = values.shape[1];

    public Tensor Times(Tensor x) =>
        IsExact ? F.linear(x, values) : F.linear(x.to(ScalarType.BFloat16), values).to(ScalarType.Float32);

    public Tensor Rows(long start, long count) => Exact(values.narrow(0, start, count));

    public Tensor Select(Tensor numbers) => Exact(values.index_select(0, numbers));

    public void Dispose() => values.Dispose();

    private Tensor Exact(Tensor part) => IsExact ? part : part.to(ScalarType.Float32);
}
