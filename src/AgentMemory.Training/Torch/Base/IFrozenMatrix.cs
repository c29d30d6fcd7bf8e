using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>Weights [outputs, inputs] of a base model, which nothing moves.</summary>
internal interface IFrozenMatrix : IDisposable
{
    long Outputs { get; }

    long Inputs { get; }

    /// <summary>x W^T for x F32 [rows, inputs], F32 [rows, outputs]; gradients flow to x.</summary>
    Tensor Times(Tensor x);

    /// <summary>Some rows as F32 [count, inputs]; may share memory with the matrix, or with what is asked for next.</summary>
    Tensor Rows(long start, long count);

    /// <summary>Rows by number as F32 [numbers, inputs]; the matrix as a table of embeddings.</summary>
    /// <param name="numbers">Int64 [numbers], on the matrix' device.</param>
    Tensor Select(Tensor numbers);
}
