using System.Runtime.InteropServices;
using AgentMemory.Gguf;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMemory.Training.Torch.Base;

/// <summary>
/// Frozen weights as their file stores them. They are made F32 where a product wants them, in the forward pass and again in the
/// backward pass, and kept by neither. Processor only.
/// </summary>
internal sealed class QuantizedMatrix : IFrozenMatrix
{
    private const long PieceElements = 1 << 18;
    private readonly GgmlType _type;
    private readonly Tensor _blocks;
    private readonly long[]? _order;
    private readonly int _rowBytes;
    private readonly Scratch _scratch;

    /// <param name="type">Of the blocks.</param>
    /// <param name="blocks">UInt8 [outputs, bytes of a row]; owned from now on.</param>
    /// <param name="inputs">Numbers of a row.</param>
    /// <param name="order">Which stored row comes at each place, or null.</param>
    /// <param name="scratch">Stays the caller's; shared by all matrices of a base.</param>
    public QuantizedMatrix(GgmlType type, Tensor blocks, long inputs, long[]? order, Scratch scratch)
    {
        (_type, _blocks, _order, _scratch) = (type, blocks, order, scratch);
        _rowBytes = (int)blocks.shape[1];
        (Outputs, Inputs) = (blocks.shape[0], inputs);
    }

    public long Outputs { get; }

    public long Inputs { get; }

    public Tensor Times(Tensor x) => Product.apply(x, this);

    public Tensor Rows(long start, long count)
    {
        var rows = _scratch.Take(count, Inputs);
        var each = Math.Max(1, PieceElements / Inputs);
        Parallel.For(0, (int)((count + each - 1) / each), piece =>
        {
            var first = piece * each;
            for (var row = first; row < Math.Min(count, first + each); row++)
            {
                Read(_order is null ? start + row : _order[start + row], rows, row);
            }
        });
        return rows;
    }

    public Tensor Select(Tensor numbers)
    {
        var wanted = numbers.data<long>().ToArray();
        var rows = empty([wanted.Length, Inputs], dtype: ScalarType.Float32);
        for (var i = 0; i < wanted.Length; i++)
        {
            Read(_order is null ? wanted[i] : _order[wanted[i]], rows, i);
        }

        return rows;
    }

    public void Dispose() => _blocks.Dispose();

    private void Read(long stored, Tensor rows, long row)
    {
        using var from = _blocks.narrow(0, stored, 1);
        using var to = rows.narrow(0, row, 1);
        Dequantizer.ToF32(_type, from.bytes[.._rowBytes], MemoryMarshal.Cast<byte, float>(to.bytes));
    }

    private sealed class Product : autograd.SingleTensorFunction<Product>
    {
        private const string Kept = "matrix";

        public override string Name => nameof(QuantizedMatrix);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, matrix) = ((Tensor)vars[0], (QuantizedMatrix)vars[1]);
            ctx.save_data(Kept, matrix);
            using var scope = NewDisposeScope();
            var y = empty([x.shape[0], matrix.Outputs], dtype: ScalarType.Float32);
            foreach (var (first, count) in Scratch.Blocks(matrix.Outputs, matrix.Inputs))
            {
                y.narrow(1, first, count).copy_(F.linear(x, matrix.Rows(first, count)));
            }

            return y.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var matrix = (QuantizedMatrix)ctx.get_data(Kept);
            using var scope = NewDisposeScope();
            var gradient = zeros([grad_output.shape[0], matrix.Inputs], dtype: ScalarType.Float32);
            foreach (var (first, count) in Scratch.Blocks(matrix.Outputs, matrix.Inputs))
            {
                gradient.addmm_(grad_output.narrow(1, first, count), matrix.Rows(first, count), 1, 1);
            }

            return [gradient.MoveToOuterDisposeScope(), null!];
        }
    }
}
