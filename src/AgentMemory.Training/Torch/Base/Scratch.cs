using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Base;

/// <summary>
/// Memory for one matrix at a time, made F32 and forgotten again. Taken anew for each, hundreds of blocks a step would not fit into the
/// gaps that the ones before left (an aligned block asks for more than it takes), and the heap would grow by a gigabyte. One user at a time.
/// </summary>
internal sealed class Scratch : IDisposable
{
    /// <summary>
    /// Numbers of a block, where a large matrix is made F32 block by block: below 32 MiB, up to which glibc keeps freed blocks. Larger ones
    /// are taken from the system anew, page by page, and that took as long as the products.
    /// </summary>
    public const long BlockElements = 8_000_000;

    private Tensor? _values;

    /// <summary>The rows of a matrix, in blocks.</summary>
    public static IEnumerable<(long First, long Count)> Blocks(long rows, long width)
    {
        var each = Math.Max(1, BlockElements / width);
        for (var first = 0L; first < rows; first += each)
        {
            yield return (first, Math.Min(each, rows - first));
        }
    }

    /// <summary>F32 [rows, width] on the processor, holding anything; good until the next call.</summary>
    public Tensor Take(long rows, long width)
    {
        if (_values is null || _values.shape[0] < rows * width)
        {
            _values?.Dispose();
            _values = empty([rows * width], dtype: ScalarType.Float32).DetachFromDisposeScope();
        }

        return _values.narrow(0, 0, rows * width).view(rows, width);
    }

    public void Dispose() => _values?.Dispose();
}
