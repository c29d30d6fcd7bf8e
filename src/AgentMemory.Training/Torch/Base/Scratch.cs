using static TorchSharp.torch;

namespace AgentMemory.Training;

/// <summary>
/// Memory for one matrix at a time, made F32 and forgotten again. Taken anew for each, hundreds of blocks a step would not fit into the
/// gaps that the ones before left (an aligned block asks for more than it takes), and the heap would grow by a gigabyte. One user at a time.
/// </summary>
internal sealed class Scratch : IDisposable
{
    private Tensor? _values;

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
