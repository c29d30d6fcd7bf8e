namespace AgentMemory.Weights;

/// <summary>A node of the graph that is a <see cref="MatrixProduct"/>, shared out among the graph's threads.</summary>
internal static unsafe class ProductNode
{
    private const int RowsStep = 6;

    /// <summary>The node of c[rows, columns] = a[rows, depth] b[depth, columns], a tensor of ggml's extents [columns, rows].</summary>
    /// <param name="own">Takes the node.</param>
    /// <param name="context">Takes the node's header.</param>
    /// <param name="a">A contiguous F32 tensor with the strides from row to row and from column to column.</param>
    /// <param name="b">The other.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="columns">Columns of b and c.</param>
    /// <param name="depth">What is summed over.</param>
    public static nint Add(
        CustomOperations own,
        nint context,
        (nint Tensor, long Row, long Column) a,
        (nint Tensor, long Row, long Column) b,
        long rows,
        long columns,
        long depth) =>
        own.Add(context, (columns, rows, 1, 1), [a.Tensor, b.Tensor], (result, thread, threads) =>
        {
            var left = new MatrixView((nint)CustomOperations.Data(a.Tensor), (nint)a.Row, (nint)a.Column);
            var right = new MatrixView((nint)CustomOperations.Data(b.Tensor), (nint)b.Row, (nint)b.Column);
            var scratch = own.Scratch(thread, MatrixProduct.ScratchFloats);
            if (rows >= columns)
            {
                var (from, to) = Part(rows, RowsStep, thread, threads);
                MatrixProduct.Multiply(
                    left.From(from, 0), right, result + (from * columns), (nint)columns, to - from, columns, depth, adds: false, scratch);
            }
            else
            {
                var (from, to) = Part(columns, MatrixProduct.PanelColumns, thread, threads);
                MatrixProduct.Multiply(
                    left, right.From(0, from), result + from, (nint)columns, rows, to - from, depth, adds: false, scratch);
            }
        });

    private static (long From, long To) Part(long count, int step, int thread, int threads)
    {
        var steps = (count + step - 1) / step;
        return (Math.Min(count, steps * thread / threads * step), Math.Min(count, steps * (thread + 1) / threads * step));
    }
}
